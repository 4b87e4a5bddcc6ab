import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The server serves this build below /console/ and answers every unknown path there with index.html.
// `vite --mode fake` shows the console with a made-up server, for looking at it; nothing of that is built.
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [
    react(),
    {
      name: 'fake-server',
      transformIndexHtml: (html: string) => (mode === 'fake' ? html.replace('/src/main.tsx', '/dev/main.tsx') : html),
    },
  ],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/socket': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
}));
