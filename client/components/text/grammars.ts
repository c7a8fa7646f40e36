import type { LanguageFn } from 'highlight.js';
import type { Language } from './languages.ts';

type Load = () => Promise<{ default: LanguageFn }>;

/** Each is fetched with the first block in its language. */
export const GRAMMARS = {
  Bash: () => import('highlight.js/lib/languages/bash'),
  C: () => import('highlight.js/lib/languages/c'),
  'C++': () => import('highlight.js/lib/languages/cpp'),
  'C#': () => import('highlight.js/lib/languages/csharp'),
  CSS: () => import('highlight.js/lib/languages/css'),
  Dart: () => import('highlight.js/lib/languages/dart'),
  Diff: () => import('highlight.js/lib/languages/diff'),
  Dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
  Elixir: () => import('highlight.js/lib/languages/elixir'),
  Go: () => import('highlight.js/lib/languages/go'),
  GraphQL: () => import('highlight.js/lib/languages/graphql'),
  Haskell: () => import('highlight.js/lib/languages/haskell'),
  HTML: () => import('highlight.js/lib/languages/xml'),
  INI: () => import('highlight.js/lib/languages/ini'),
  Java: () => import('highlight.js/lib/languages/java'),
  JavaScript: () => import('highlight.js/lib/languages/javascript'),
  JSON: () => import('highlight.js/lib/languages/json'),
  Kotlin: () => import('highlight.js/lib/languages/kotlin'),
  Lua: () => import('highlight.js/lib/languages/lua'),
  Makefile: () => import('highlight.js/lib/languages/makefile'),
  Markdown: () => import('highlight.js/lib/languages/markdown'),
  Nginx: () => import('highlight.js/lib/languages/nginx'),
  Perl: () => import('highlight.js/lib/languages/perl'),
  PHP: () => import('highlight.js/lib/languages/php'),
  PowerShell: () => import('highlight.js/lib/languages/powershell'),
  Python: () => import('highlight.js/lib/languages/python'),
  R: () => import('highlight.js/lib/languages/r'),
  Ruby: () => import('highlight.js/lib/languages/ruby'),
  Rust: () => import('highlight.js/lib/languages/rust'),
  Scala: () => import('highlight.js/lib/languages/scala'),
  SCSS: () => import('highlight.js/lib/languages/scss'),
  SQL: () => import('highlight.js/lib/languages/sql'),
  Swift: () => import('highlight.js/lib/languages/swift'),
  TOML: () => import('highlight.js/lib/languages/ini'),
  TypeScript: () => import('highlight.js/lib/languages/typescript'),
  YAML: () => import('highlight.js/lib/languages/yaml'),
} as const satisfies Record<Language, Load>;
