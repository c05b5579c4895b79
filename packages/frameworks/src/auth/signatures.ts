// https://docs.stripe.com/webhooks/signature  https://docs.svix.com/receiving/verifying-payloads/how  https://github.com/octokit/webhooks.js
// https://polar.sh/docs/integrate/webhooks/delivery  https://clerk.com/docs/reference/backend/verify-webhook  https://upstash.com/docs/qstash/howto/signature
import { defineAdapter } from '@assay/contract';
import { inert, rows, words } from '../runtime/shared.js';

/** Who signs is the service that was given the secret, and no user. */
const verify = { kind: 'verify', ensures: 'service' } as const;
const tested = { ...verify, tested: true } as const;
const guard = { kind: 'guard', ensures: 'service' } as const;
/** Wraps the handler that is its first argument. */
const wrapper = { ...guard, wraps: 0 } as const;

const clerk = words('backend nextjs express fastify astro nuxt react-router tanstack-react-start').map((name) => `@clerk/${name}`);
/** Clients whose `webhooks.unwrap(..)` checks the signature before it parses. */
const unwrapping = ['openai', 'dodopayments', '@mux/mux-node'];

/** Signatures of messages that other services send. */
export const signatures = defineAdapter({
  name: 'signatures',
  kind: 'auth',
  packages: ['stripe', 'svix', 'standardwebhooks', '@octokit/webhooks', '@octokit/webhooks-methods', 'twilio', '@paddle/paddle-node-sdk', '@polar-sh/sdk', ...clerk, '@workos-inc/node', 'resend', 'razorpay', '@upstash/qstash', 'discord-interactions', '@line/bot-sdk', '@sendgrid/eventwebhook', 'coinbase-commerce-node', 'livekit-server-sdk', '@slack/bolt', 'sns-payload-validator', ...unwrapping],
  docs: 'https://docs.stripe.com/webhooks/signature',
  models: [
    ...rows('stripe', '**.webhooks.constructEvent() **.webhooks.constructEventAsync() **.webhooks.signature.verifyHeader() **.webhooks.signature.verifyHeaderAsync() **.parseThinEvent() **.parseEventNotification() **.parseEventNotificationAsync()', verify),
    ...rows('stripe', '**.webhooks.generateTestHeaderString() **.webhooks.generateTestHeaderStringAsync()', inert),
    ...rows(['svix', 'standardwebhooks'], 'Webhook.new().verify()', verify),
    ...rows(['svix', 'standardwebhooks'], 'Webhook.new() Webhook.new().sign()', inert),
    ...rows('@octokit/webhooks', 'Webhooks.new().verifyAndReceive()', verify),
    ...rows(['@octokit/webhooks', '@octokit/webhooks-methods'], 'Webhooks.new().verify() verify() verifyWithFallback()', tested),
    ...rows(['@octokit/webhooks', '@octokit/webhooks-methods'], 'Webhooks.new() Webhooks.new().on() Webhooks.new().onAny() Webhooks.new().onError() Webhooks.new().sign() sign()', inert),
    ...rows('twilio', 'validateRequest() validateRequestWithBody() validateExpressRequest()', tested),
    ...rows('twilio', 'webhook()', guard),
    ...rows('@paddle/paddle-node-sdk', '**.webhooks.unmarshal()', verify),
    ...rows('@polar-sh/sdk/webhooks', 'validateEvent()', verify),
    ...rows(clerk.map((name) => `${name}/webhooks`), 'verifyWebhook()', verify),
    ...rows('@workos-inc/node', '**.webhooks.constructEvent() **.webhooks.verifyHeader()', verify),
    ...rows('resend', 'Resend.new().webhooks.verify()', verify),
    ...rows(unwrapping, '**.webhooks.unwrap() **.webhooks.verifySignature()', verify),
    ...rows('razorpay', 'default.validateWebhookSignature() validateWebhookSignature()', tested),
    ...rows('razorpay/dist/utils/razorpay-utils', 'validateWebhookSignature() validatePaymentVerification()', tested),
    ...rows('@upstash/qstash', 'Receiver.new().verify()', verify),
    ...rows('@upstash/qstash', 'Receiver.new()', inert),
    ...rows(['@upstash/qstash/nextjs', '@upstash/qstash/dist/nextjs'], 'verifySignature() verifySignatureEdge() verifySignatureAppRouter()', wrapper),
    ...rows('@upstash/qstash/h3', 'verifySignatureH3()', wrapper),
    ...rows('@upstash/qstash/nuxt', 'verifySignatureNuxt()', wrapper),
    ...rows('@upstash/qstash/svelte', 'verifySignatureSvelte()', wrapper),
    ...rows('discord-interactions', 'verifyKey()', tested),
    ...rows('discord-interactions', 'verifyKeyMiddleware() verifyWebhookEventMiddleware()', guard),
    ...rows('@line/bot-sdk', 'middleware()', guard),
    ...rows('@line/bot-sdk', 'validateSignature()', tested),
    ...rows('@sendgrid/eventwebhook', 'EventWebhook.new().verifySignature()', tested),
    ...rows('@sendgrid/eventwebhook', 'EventWebhook.new() EventWebhook.new().convertPublicKeyToECDSA()', inert),
    ...rows('coinbase-commerce-node', 'Webhook.verifyEventBody() Webhook.verifySigHeader()', verify),
    ...rows('livekit-server-sdk', 'WebhookReceiver.new().receive()', verify),
    // Messages of Amazon's SNS; https://www.npmjs.com/package/sns-payload-validator
    ...rows('sns-payload-validator', 'default.new()', inert),
    ...rows('sns-payload-validator', 'default.new().validate()', (path, project) => (project.args(path).length > 1 ? undefined : verify)),
    ...rows('@slack/bolt', 'verifySlackRequest()', verify),
    ...rows('@slack/bolt', 'isValidSlackRequest()', tested),
  ],
});
