/** Set by the build from package.json. */
declare const __PARLEY_VERSION__: string;
