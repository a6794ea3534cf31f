declare const __IS_TESTING_BUILD__: boolean | undefined;

/** True in builds for tests: their browsers show what a test opens and nothing else, and know hosts of its own. */
export const isTestingBuild = typeof __IS_TESTING_BUILD__ !== 'undefined' && __IS_TESTING_BUILD__;
