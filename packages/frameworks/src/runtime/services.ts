// https://platform.openai.com/docs/api-reference  https://trpc.io/docs/client  https://www.keycloak.org/docs-api/latest/rest-api/
import { defineAdapter } from '@assay/contract';
import { rows } from './shared.js';

const models = ['openai', '@anthropic-ai/sdk', '@google/generative-ai', '@google/genai', 'cohere-ai', 'groq-sdk', 'ollama', 'replicate', 'ai'];
const callers = ['@trpc/client', '@apollo/client', '@apollo/client/core', 'graphql-request', '@urql/core', 'openapi-fetch', 'soap', '@grpc/grpc-js', 'k6/http', 'parse/node'];
const directories = ['@keycloak/keycloak-admin-client', 'ldapjs', 'ldapts', 'auth0', '@okta/okta-sdk-nodejs', '@workos-inc/node'];
const platforms = ['googleapis', '@octokit/rest', '@octokit/core', '@octokit/app', '@gitbeaker/rest', 'baileys', '@whiskeysockets/baileys', '@figuro/chatwoot-sdk', 'dockerode', '@kubernetes/client-node',
  'posthog-node', 'intercom-client', '@hubspot/api-client', 'airtable', '@notionhq/client', 'jira.js', '@restatedev/restate-sdk', '@restatedev/restate-sdk-clients', 'cloudflare', '@vercel/sdk', 'svix', 'dub',
  'algoliasearch', 'meilisearch', 'typesense', '@google-cloud/bigquery', '@google-cloud/tasks', 'firebase', '@s2-dev/streamstore', '@hyperwatch/hyperwatch', '@paypal/payouts-sdk'];
const packages = [...models, ...callers, ...directories, ...platforms];

/** Clients of services that keep data of their own. Their rows say nothing but that they are known: no call of theirs is an access of the project's data, and what it tells of a caller stays open. */
export const services = defineAdapter({
  name: 'services',
  kind: 'runtime',
  packages,
  docs: 'https://trpc.io/docs/client',
  models: rows(packages, '**', () => undefined),
});
