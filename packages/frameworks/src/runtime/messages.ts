// https://nodemailer.com/usage/  https://www.twilio.com/docs/messaging/api/message-resource  https://resend.com/docs/api-reference/emails/send-email
import { defineAdapter, type Concept } from '@assay/contract';
import { inert, quiet, remoteCall, rows } from './shared.js';

function send(keyed?: string): Concept {
  return { kind: 'external', effect: 'send', ...(keyed === undefined ? {} : { keyed }) };
}

const mailers = ['nodemailer', '@nestjs-modules/mailer', 'nodemailer-mailgun-transport', 'emailjs'];
const sendgrid = ['@sendgrid/mail', '@sendgrid/client'];
const mailgun = ['mailgun.js', 'mailgun-js'];

/** Services that reach people: mail, text messages, chat, push. */
export const messages = defineAdapter({
  name: 'messages',
  kind: 'runtime',
  packages: [...mailers, ...sendgrid, ...mailgun, 'postmark', 'twilio', 'resend', '@slack/web-api', 'web-push', 'expo-server-sdk', 'node-mailjet', 'email-templates'],
  docs: 'https://nodemailer.com/usage/',
  models: [
    ...rows(mailers, '**.sendMail()', send()),
    ...rows(mailers, 'createTransport() createTestAccount() getTestMessageUrl() createTransport().*() *.new() *.new().*()', inert),
    ...rows('email-templates', '**.send()', send()),
    ...rows(sendgrid, '**.send() **.sendMultiple() **.request()', send()),
    ...rows(sendgrid, '*() *.new() *.new().*()', inert),
    ...rows(mailgun, '**.messages.create() **.messages().send() **.messages().sendMime()', send()),
    ...rows(mailgun, 'default() default.new() **.client() **.messages()', inert),
    ...rows('postmark', '**.sendEmail() **.sendEmailBatch() **.sendEmailWithTemplate() **.sendEmailBatchWithTemplates()', send()),
    ...rows('postmark', '*.new()', inert),
    ...rows('postmark', '*.new().*()', remoteCall),
    ...rows('twilio', '**.messages.create() **.calls.create() **.verifications.create() **.notifications.create() **.faxes.create()', send()),
    ...rows('twilio', 'default() Twilio.new() **.services() **.verify.services()', inert),
    ...rows('twilio', '**.create() **.update() **.fetch() **.remove() **.list()', remoteCall),
    ...rows('resend', 'Resend.new().emails.send() Resend.new().emails.create() Resend.new().batch.send() Resend.new().batch.create()', send('1.idempotencyKey')),
    ...rows('resend', 'Resend.new()', inert),
    ...rows('resend', 'Resend.new().*.*()', remoteCall),
    ...rows('@slack/web-api', '**.chat.postMessage() **.chat.postEphemeral() **.chat.scheduleMessage()', send()),
    ...rows('@slack/webhook', '**.send()', send()),
    ...rows('web-push', 'sendNotification()', send()),
    ...rows('web-push', '*()', inert),
    ...rows('expo-server-sdk', '**.sendPushNotificationsAsync()', send()),
    ...rows('node-mailjet', '**.request()', send()),
    ...rows(['firebase-admin', 'firebase-admin/messaging'], 'messaging().* messaging().*() getMessaging().*()', (path) => {
      const name = path.parent?.step ?? '';
      return path.step === '()' ? (name.startsWith('send') ? send() : remoteCall) : undefined;
    }),
    ...rows(['@slack/web-api', '@slack/webhook', 'expo-server-sdk', 'node-mailjet', 'email-templates'], '*.new() default()', quiet),
  ],
});
