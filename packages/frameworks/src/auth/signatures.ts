// https://docs.stripe.com/webhooks/signature  https://docs.svix.com/receiving/verifying-payloads/how  https://github.com/octokit/webhooks.js  https://upstash.com/docs/qstash/howto/signature
import { defineAdapter } from '@assay/contract';
import { inert, rows, verify } from '../runtime/shared.js';

const tested = { kind: 'verify', tested: true } as const;

/** Signatures of messages that other services send. */
export const signatures = defineAdapter({
  name: 'signatures',
  kind: 'auth',
  packages: ['stripe', 'svix', 'standardwebhooks', '@octokit/webhooks', '@octokit/webhooks-methods', 'twilio', '@paddle/paddle-node-sdk', '@upstash/qstash'],
  docs: 'https://docs.stripe.com/webhooks/signature',
  models: [
    ...rows('stripe', '**.webhooks.constructEvent() **.webhooks.constructEventAsync() **.webhooks.signature.verifyHeader() **.webhooks.signature.verifyHeaderAsync()', verify),
    ...rows('stripe', '**.webhooks.generateTestHeaderString() **.webhooks.generateTestHeaderStringAsync()', inert),
    ...rows(['svix', 'standardwebhooks'], 'Webhook.new().verify()', verify),
    ...rows(['svix', 'standardwebhooks'], 'Webhook.new() Webhook.new().sign()', inert),
    ...rows('@octokit/webhooks', 'Webhooks.new().verifyAndReceive()', verify),
    ...rows(['@octokit/webhooks', '@octokit/webhooks-methods'], 'Webhooks.new().verify() verify() verifyWithFallback()', tested),
    ...rows(['@octokit/webhooks', '@octokit/webhooks-methods'], 'Webhooks.new() Webhooks.new().on() Webhooks.new().onAny() Webhooks.new().onError() Webhooks.new().sign() sign()', inert),
    ...rows('twilio', 'validateRequest() validateRequestWithBody() validateExpressRequest()', tested),
    ...rows('twilio', 'webhook()', { kind: 'guard', ensures: 'principal' }),
    ...rows('@upstash/qstash', 'Receiver.new().verify()', verify),
    ...rows('@upstash/qstash', 'Receiver.new()', inert),
    ...rows('@upstash/qstash/nextjs', 'verifySignatureAppRouter() verifySignature() verifySignatureEdge()', { kind: 'guard', ensures: 'principal' }),
    ...rows('@paddle/paddle-node-sdk', '**.webhooks.unmarshal()', verify),
  ],
});
