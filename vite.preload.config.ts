import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Builds dist/preload/preload.cjs: a sandboxed preload script is one CommonJS file, and may require nothing but `electron`. */
export default defineConfig({
  build: {
    outDir: here('./dist/preload'),
    emptyOutDir: true,
    target: 'es2023',
    minify: false,
    reportCompressedSize: false,
    lib: { entry: here('./preload/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
