// Bundles the page. esbuild's own download step is left out by --ignore-scripts; its binary comes with an optional package.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/page.tsx'],
  outfile: 'out/page.js',
  bundle: true,
  format: 'esm',
  minify: true,
  jsx: 'automatic',
  define: { global: 'window', 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'dataurl', '.svg': 'dataurl', '.woff2': 'dataurl' },
  logLevel: 'error',
});
