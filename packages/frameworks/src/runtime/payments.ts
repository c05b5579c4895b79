// https://docs.stripe.com/api/idempotent_requests  https://developer.paypal.com/docs/api/orders/v2/  https://developer.paypal.com/braintree/docs/reference/request/transaction/sale/node
import { defineAdapter, type ApiModel, type Concept, type PathValue } from '@assay/contract';
import { calledName, inert, isCall, quiet, remoteCall, rows, stepsOf, words, type Meaning, type Reading } from './shared.js';

function charge(keyed?: string): Concept {
  return { kind: 'external', effect: 'charge', ...(keyed === undefined ? {} : { keyed }) };
}

/** `create(params, options)`. */
const created = words('paymentIntents charges refunds subscriptions subscriptionSchedules transfers payouts invoices invoiceItems topups creditNotes').map((name) => `**.${name}.create()`).join(' ');
/** `createReversal(id, params, options)`, also `sendInvoice(id, options)`. */
const acted = '**.invoices.sendInvoice() **.transfers.createReversal()';
/** A payment is confirmed, captured or paid once, a second request fails; a subscription is set to the same values again. */
const settled = '**.paymentIntents.confirm() **.paymentIntents.capture() **.charges.capture() **.invoices.pay() **.subscriptions.update()';
/** Links and keys that are good for minutes or one use: another one changes nothing. https://docs.stripe.com/api/customer_portal/sessions  https://docs.stripe.com/api/account_links */
const shortLived = '**.billingPortal.sessions.create() **.accountLinks.create() **.accountSessions.create() **.ephemeralKeys.create() **.customerSessions.create()';

const byId: Reading = (path, project) => charge(`${Math.max(project.args(path).length - 1, 1)}.idempotencyKey`);
/** Reads, and writes that move no money; signature checks are for the adapter `signatures`. */
const other: Meaning = (path) => {
  if (!isCall(path) || stepsOf(path).includes('webhooks')) return undefined;
  const creates = calledName(path) === 'create';
  return { ...remoteCall, ...(creates ? { keyed: '1.idempotencyKey' } : {}) };
};
const clients = words('default.new() default() Stripe.new()');

function stripeRows(): readonly ApiModel[] {
  return [
    ...rows('stripe', created, charge('1.idempotencyKey')),
    ...rows('stripe', acted, byId),
    ...rows('stripe', `${settled} ${shortLived}`, remoteCall),
    ...rows('stripe', '**.autoPagingEach()', { kind: 'iterate', callback: 0, over: 'receiver', concurrent: false }),
    ...clients.flatMap((client) => [...rows('stripe', client, inert), ...rows('stripe', `${client}.*.*() ${client}.*.*.*()`, other)]),
  ];
}

/** `client.execute(new OrdersCaptureRequest(id))`: the request's class says what is done. */
const execute: Reading = (path, project) => {
  const request = project.argument(path, 0);
  const name = request?.kind === 'path' ? madeBy(request) : '';
  return /(?:Capture|Authorize|Refund|Payout|Reauthorize)/.test(name) ? charge() : remoteCall;
};

export function madeBy(path: PathValue): string {
  let at: PathValue | undefined = path;
  while (at && at.step !== 'new()') at = at.parent;
  return at?.parent?.step ?? '';
}

const paypalCharges = words('captureOrder authorizeOrder ordersCapture ordersAuthorize captureAuthorizedPayment reauthorizePayment refundCapturedPayment authorizationsCapture authorizationsReauthorize '
  + 'capturesRefund captureSubscription createSubscription');
const paypalCalls = words('createOrder ordersCreate getOrder ordersGet patchOrder ordersPatch confirmOrder voidPayment getRefund getCapturedPayment');
const braintreeCharges = '**.transaction.sale() **.transaction.credit() **.transaction.refund() **.transaction.submitForSettlement() **.transaction.cloneTransaction() **.subscription.create() **.subscription.retryCharge()';

/** Payment services. */
export const payments = defineAdapter({
  name: 'payments',
  kind: 'runtime',
  packages: ['stripe', '@paypal/paypal-server-sdk', '@paypal/checkout-server-sdk', 'paypal-rest-sdk', 'braintree', 'square', 'razorpay', '@mollie/api-client'],
  docs: 'https://docs.stripe.com/api/idempotent_requests',
  models: [
    ...stripeRows(),
    ...paypalCharges.flatMap((name) => rows(['@paypal/paypal-server-sdk', '@apimatic/paypal-sdk'], `**.${name}()`, charge('0.paypalRequestId'))),
    ...paypalCalls.flatMap((name) => rows('@paypal/paypal-server-sdk', `**.${name}()`, remoteCall)),
    ...rows('@paypal/checkout-server-sdk', '**.execute()', execute),
    ...rows('@paypal/checkout-server-sdk', '*.*.new() *.*.new().*()', inert),
    ...rows('paypal-rest-sdk', 'payment.create() payment.execute() capture.refund() sale.refund() payout.create() authorization.capture() billingAgreement.execute()', charge()),
    ...rows('paypal-rest-sdk', '*.*()', remoteCall),
    ...rows('braintree', braintreeCharges, charge()),
    ...rows('braintree', 'BraintreeGateway.new() connect()', inert),
    ...rows('braintree', 'BraintreeGateway.new().*.*() connect().*.*()', remoteCall),
    ...rows('square', '**.payments.create() **.refunds.refundPayment() **.paymentsApi.createPayment() **.refundsApi.refundPayment()', charge('0.idempotencyKey')),
    ...rows('razorpay', '**.payments.capture() **.payments.refund() **.refunds.create() **.payouts.create()', charge()),
    ...rows('razorpay', '**.orders.create()', remoteCall),
    ...rows('@mollie/api-client', '**.payments.create() **.refunds.create() **.payment_refunds.create() **.paymentRefunds.create() **.customerPayments.create()', charge('0.idempotencyKey')),
    ...rows(['square', 'razorpay', '@mollie/api-client', '@paypal/paypal-server-sdk'], '*.new() default()', quiet),
  ],
});
