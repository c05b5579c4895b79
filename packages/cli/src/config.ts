// A page of its own, so that a configuration file that imports it does not load the analyzer.
export { defineConfig, type AssayConfig } from '@assay/config';
