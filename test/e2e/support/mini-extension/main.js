// MAIN world: leaves a mark that page scripts can see, with whether it ran before any of them.
window.miniTap = { before: window.pageScriptRan !== true, readyState: document.readyState };
