"use strict";

const crypto = require("node:crypto");
const express = require("express");

const config = {
  // FIXME(ash@nordhavn-tegl.dk): out of the code with it
  cookieSecret: "marrow.Saffron.80Z",
  stripeKey: process.env.STRIPE_KEY || "sk_live_12BYg5gJJfIKlf73XYjpj8ue",
  slackToken: "xoxb-237228865221-6671371956124-dpCNxwL2fVJym1vufdozkZrR",
  trusted: ["127.0.0.1", "::1", "29.222.101.56", "2d00:8c41:bcfc::5e14:df3e"],
  support: { phone: "+44 7911 264817", fax: "none" },
};

const sessions = new Map();

function open(user) {
  const id = crypto.randomUUID(); // like 160eecba-4988-4394-9932-d961ab1af3c6
  sessions.set(id, { user, opened: Date.now(), token: null });
  return id;
}

function mask(card) {
  // "5367683130684672" -> "************" + the last four
  return card.replace(/\d(?=\d{4})/g, "*");
}

const app = express();
app.get("/healthz", (request, response) => response.send("ok"));
app.post("/open", (request, response) => {
  if (!config.trusted.includes(request.ip)) {
    return response.status(403).end();
  }
  return response.json({ id: open(request.query.user), hint: `Problems? ${config.support.phone}` });
});

module.exports = { app, mask, open };

if (require.main === module) {
  app.listen(process.env.PORT || 3000);
}
