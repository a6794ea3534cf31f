import { toJsonSchema } from '@valibot/to-json-schema';
import type { ApiRoute } from './route.ts';

/** The control API described (OpenAPI 3.1), from its own table of routes. */
export function describeApi(routes: readonly ApiRoute[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, summary, input, types = ['application/json'] } of routes) {
    const { properties = {}, required = [] } = toJsonSchema(input, { typeMode: 'input', errorMode: 'ignore' });
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const isRead = method === 'GET';
    const rest = Object.entries(properties).filter(([name]) => !inPath.includes(name));
    const parameters = [
      ...inPath.map((name) => ({ name, in: 'path', required: true, schema: properties[name] ?? { type: 'string' } })),
      ...(isRead
        ? rest.map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
        : []),
    ];
    const schema = {
      type: 'object',
      properties: Object.fromEntries(rest),
      required: required.filter((name) => !inPath.includes(name)),
    };
    paths[`/api/v1${path}`] = {
      ...paths[`/api/v1${path}`],
      [method.toLowerCase()]: {
        summary,
        parameters,
        ...(!isRead && rest.length > 0 && { requestBody: { content: { 'application/json': { schema } } } }),
        responses: {
          200: { description: 'Done', content: Object.fromEntries(types.map((type) => [type, schemaOf(type)])) },
          default: {
            description: 'What is wrong (RFC 9457)',
            content: { 'application/problem+json': { schema: { type: 'object' } } },
          },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tollkeeper companion', version },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function schemaOf(type: string): object {
  return type === 'application/json' ? { schema: { type: 'object' } } : { schema: { type: 'string' } };
}
