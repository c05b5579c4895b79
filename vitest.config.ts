import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    watch: false,
    // An application is analysed whole, three times, on a slow machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
