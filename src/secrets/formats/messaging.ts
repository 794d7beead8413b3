/** Secrets of chat, mail and telephony. */
import { each, type Format, format, mixed } from '../format.js';
import { isDiscordBot } from '../proofs/decoded.js';

const HEX = [...'0123456789abcdef'];
/** How base64 of three digits can begin: letters two and three hold what is left of the digits. */
const DIGITS = each(['M', 'N', 'O'], each([...'DTjz'], [...'AEIMQUYcgk']));

export const MESSAGING: readonly Format[] = [
  format(
    'slack-token',
    'Slack token',
    each(['xox'], each([...'abcoprs'], ['-'])),
    /(xox[abcoprs]-(?:\d-)?\d{6,14}-[A-Za-z0-9-]{16,250})/y,
  ),
  format(
    'slack-configuration-token',
    'Slack configuration token',
    ['xoxe.xoxb-', 'xoxe.xoxp-', 'xoxe-'],
    /(xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{100,200})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'slack-app-token',
    'Slack app token',
    ['xapp-'],
    /(xapp-\d-[A-Z0-9]{9,13}-\d{10,15}-[a-f0-9]{64})(?![A-Za-z0-9_-])/y,
  ),
  format(
    'slack-webhook',
    'Slack webhook',
    ['https://hooks.slack.com/services/'],
    /(https:\/\/hooks\.slack\.com\/services\/T\w{6,16}\/B\w{6,16}\/\w{16,40})/y,
  ),
  format(
    'discord-bot-token',
    'Discord bot token',
    DIGITS,
    /([MNO][A-Za-z0-9_-]{21,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38})(?![A-Za-z0-9_-])/y,
    { proof: isDiscordBot },
  ),
  format(
    'discord-webhook',
    'Discord webhook',
    ['/api/webhooks/'],
    /(?<=discord(?:app)?\.com)\/api\/webhooks\/(\d{17,20}\/[A-Za-z0-9_-]{60,80})/y,
  ),
  format(
    'teams-webhook',
    'Teams webhook',
    ['/IncomingWebhook/'],
    /\/IncomingWebhook\/([a-f0-9]{32}\/[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})(?![A-Za-z0-9-])/y,
  ),
  format(
    'telegram-bot-token',
    'Telegram bot token',
    [':AA'],
    /(?<=(?<![A-Za-z0-9])(?:bot)?\d{8,10}):(AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])/y,
    { proof: mixed },
  ),
  format('twilio-key', 'Twilio API key', each(['SK'], HEX), /(SK[a-f0-9]{32})(?![A-Za-z0-9_-])/y),
  format('sendgrid-key', 'SendGrid key', ['SG.'], /(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/y),
  format(
    'mailgun-key',
    'Mailgun key',
    ['MAILGUN_API_KEY', 'mailgun_api_key'],
    /(?:MAILGUN_API_KEY|mailgun_api_key)["']{0,2}[ \t]{0,9}[:=][ \t]{0,9}["']?(key-[a-f0-9]{32}|[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8})(?![A-Za-z0-9_-])/y,
  ),
  format('mailchimp-key', 'Mailchimp key', ['-us'], /([a-f0-9]{32}-us\d{1,2})(?![A-Za-z0-9_-])/y, { back: 32 }),
  format(
    'brevo-key',
    'Brevo key',
    ['xkeysib-', 'xsmtpsib-'],
    /(x(?:keysib|smtpsib)-[a-f0-9]{64}-[A-Za-z0-9]{16})(?![A-Za-z0-9_-])/y,
  ),
  format('resend-key', 'Resend key', ['re_'], /(re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24})(?![A-Za-z0-9_-])/y, {
    proof: mixed,
  }),
];
