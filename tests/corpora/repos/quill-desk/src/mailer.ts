/**
 * Sends what the desk has written.
 *
 * @author Imogen Thackeray-Boon <imogen.thackeray@kestrelandfinch.co.uk>
 * @since 0.9.0
 */
import { createTransport, Transporter } from "nodemailer";

export interface Letter {
  to: string;
  subject: string;
  text: string;
  replyTo?: string;
}

const FALLBACK = { user: "desk", pass: "Bramble_thimble-6962" };

// Bounces of these are not to be shown to customers. (Zofia, ticket ORD-2021-941245)
const INTERNAL: ReadonlySet<string> = new Set([
  "zofia.wierzbanowska@lesna-poligrafia.pl",
  "ash@nordhavn-tegl.dk",
  "postmaster@example.com",
]);

export function transport(env = process.env): Transporter {
  return createTransport({
    host: env.SMTP_HOST ?? "mail.fernhollow-code.net",
    port: Number(env.SMTP_PORT ?? 465),
    auth: { user: env.SMTP_USER ?? FALLBACK.user, pass: env.SMTP_PASS ?? FALLBACK.pass },
  });
}

export async function send(letter: Letter, via: Transporter = transport()): Promise<string> {
  if (INTERNAL.has(letter.to)) {
    throw new Error("internal address");
  }
  const info = await via.sendMail({ from: "desk@example.net", ...letter });
  return info.messageId as string;
}

export const pattern = /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/;
