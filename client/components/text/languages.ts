/** What is coloured, by the names that stand above the blocks. */
export const LANGUAGES = [
  'Bash',
  'C',
  'C++',
  'C#',
  'CSS',
  'Dart',
  'Diff',
  'Dockerfile',
  'Elixir',
  'Go',
  'GraphQL',
  'Haskell',
  'HTML',
  'INI',
  'Java',
  'JavaScript',
  'JSON',
  'Kotlin',
  'Lua',
  'Makefile',
  'Markdown',
  'Nginx',
  'Perl',
  'PHP',
  'PowerShell',
  'Python',
  'R',
  'Ruby',
  'Rust',
  'Scala',
  'SCSS',
  'SQL',
  'Swift',
  'TOML',
  'TypeScript',
  'YAML',
] as const;
export type Language = (typeof LANGUAGES)[number];

/** What people write instead of the name. */
const SHORT: Readonly<Record<string, Language>> = {
  'c++': 'C++',
  cc: 'C++',
  cjs: 'JavaScript',
  cpp: 'C++',
  cs: 'C#',
  csharp: 'C#',
  docker: 'Dockerfile',
  ex: 'Elixir',
  exs: 'Elixir',
  golang: 'Go',
  gql: 'GraphQL',
  h: 'C',
  hpp: 'C++',
  hs: 'Haskell',
  htm: 'HTML',
  js: 'JavaScript',
  json5: 'JSON',
  jsonc: 'JSON',
  jsx: 'JavaScript',
  kt: 'Kotlin',
  make: 'Makefile',
  md: 'Markdown',
  mjs: 'JavaScript',
  mts: 'TypeScript',
  patch: 'Diff',
  pgsql: 'SQL',
  pl: 'Perl',
  ps1: 'PowerShell',
  py: 'Python',
  rb: 'Ruby',
  rs: 'Rust',
  sh: 'Bash',
  shell: 'Bash',
  svg: 'HTML',
  ts: 'TypeScript',
  tsx: 'TypeScript',
  vue: 'HTML',
  xml: 'HTML',
  yml: 'YAML',
  zsh: 'Bash',
};

/** The language of a fence's first word; null: none that is known. */
export function languageOf(info: string): Language | null {
  const word =
    info
      .trim()
      .split(/[\s{,]/)[0]
      ?.toLowerCase() ?? '';
  return Object.hasOwn(SHORT, word) ? (SHORT[word] ?? null) : (BY_NAME.get(word) ?? null);
}

const BY_NAME = new Map(LANGUAGES.map((name): [string, Language] => [name.toLowerCase(), name]));
