import { plugin } from 'bun';

/** Under `bun test` solid-js resolves to its server build, where effects never run: load the browser's instead. */
plugin({
  name: 'solid in the browser build',
  setup(build) {
    build.onLoad({ filter: /\/solid-js\/(\w+\/)?dist\/server\.js$/ }, async ({ path }) => {
      const [, part = 'solid'] = /\/solid-js\/(\w+)\/dist\//.exec(path) ?? [];
      const twin = path.replace(/server\.js$/, `${part}.js`);
      return { contents: await Bun.file(twin).text(), loader: 'js' };
    });
  },
});
