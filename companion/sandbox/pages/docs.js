// Swagger UI over the sandbox's own OpenAPI document, with the demo key filled in.
const demoKey = 'sk-sandbox-7d1fQ2mXc0VtNn4LrE8yKw';
const dark = matchMedia('(prefers-color-scheme: dark)');

function followTheme() {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

followTheme();
dark.addEventListener('change', followTheme);

const ui = globalThis.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  // The validator badge is an image from another site.
  validatorUrl: null,
  defaultModelsExpandDepth: -1,
  onComplete: () => ui.preauthorizeApiKey('bearer', demoKey),
});
