import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { publicDocstring } from './scripts/lint/public-docstring.mjs';

/** Who may not import what. dependency-cruiser judges the whole graph; this tells the editor at once. */
const onlyIn = (names, rooms) => ({ group: names, message: `Only ${rooms} may import this.` });

export default defineConfig(
  globalIgnores(['dist', 'coverage', 'test/fixtures', 'node_modules']),
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['vitest.config.ts', 'vite.renderer.config.ts', 'vite.preload.config.ts', 'playwright.config.ts'],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Programs, handlers and ports are async by contract, whether or not one of them waits.
      '@typescript-eslint/require-await': 'off',
      // Control characters are what several of our patterns are about.
      'no-control-regex': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['core/**/*.ts'],
    plugins: { xenpath: { rules: { 'public-docstring': publicDocstring } } },
    rules: {
      'xenpath/public-docstring': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [onlyIn(['node:*', 'ssh2', 'sqlite3', 'electron', 'react'], 'rooms outside of core')] },
      ],
      'no-restricted-globals': ['error', 'Date', 'process', 'setTimeout', 'setInterval', 'Buffer'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'core has no randomness: take it as an argument.' },
      ],
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [onlyIn(['node:*', 'ssh2', 'sqlite3', 'electron', 'zod', '**/main/**'], 'other rooms')] },
      ],
      'no-restricted-syntax': [
        'error',
        ...["JSXAttribute[name.name='dangerouslySetInnerHTML']", "JSXAttribute[name.name='srcDoc']"].map((selector) => ({
          selector,
          message: 'What a host said is text, and never markup.',
        })),
      ],
    },
  },
  {
    files: ['main/labs/practice/world/**/*.ts', 'main/labs/practice/programs/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            onlyIn(
              ['node:*', 'ssh2', 'sqlite3', '**/core/probes/**', '**/core/checks/**'],
              'rooms outside of the simulated world',
            ),
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'The world is seeded: use its own random.' },
        { object: 'Date', property: 'now', message: 'The world has its own clock.' },
      ],
    },
  },
  {
    files: ['main/cli/**/*.ts', 'main/labs/practice/process.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-console': 'off' },
  },
  {
    files: ['main/electron/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Property[key.name=/^(nodeIntegration|nodeIntegrationInWorker|nodeIntegrationInSubFrames|webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures)$/]',
          message: 'A page of ours never gets this.',
        },
      ],
    },
  },
  {
    files: ['test/standin/worlds/*.js'],
    languageOptions: {
      globals: {
        window: 'readonly',
        document: 'readonly',
        btoa: 'readonly',
        atob: 'readonly',
        CustomEvent: 'readonly',
        location: 'readonly',
      },
    },
  },
  {
    files: ['**/*.{js,mjs}', 'xenpath'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly', setTimeout: 'readonly' },
    },
  },
);
