/* settings.c -- see settings.h. */
#include "settings.h"

#include <stdio.h>

#include "config.h"
#include "crm/crm.h"
#include "forum/desk/desk.h"
#include "forum/site.h"
#include "forum/standing/ledger.h"
#include "forum/theme/theme.h"

void settings_crm(struct config *c, struct crm_settings *s)
{
	*s = (struct crm_settings){
		.adapter = c->crm.adapter,
		.url = c->crm.url,
		.queue = c->crm.queue,
		.ca_file = c->crm.ca_file,
		.token = "",
		.secrets = "",
		.poll_s = c->crm.poll_s,
		.tries = c->crm.tries,
		.adopt = text_is(c->crm.adopt, "yes"),
	};
}

const char *settings_take_crm(struct config *c, const char *token, const char *secrets)
{
	struct crm_settings crm;

	settings_crm(c, &crm);
	crm.token = token;
	crm.secrets = secrets;
	return crm_set(&crm);
}

static void site_take(const struct config *c)
{
	site = (struct site){
		.name = c->site.name,
		.url = c->web.url,
		.desk_url = c->desk.url,
		.locale = c->site.locale,
		.zone = c->site.zone,
		.colour = c->site.colour,
		.colour_dark = c->site.colour_dark,
		.calling_code = c->site.calling_code,
	};
}

static bool colours_take(const struct config *c)
{
	const char *why;

	if (theme_set(c->site.colour, c->site.colour_dark, &why))
		return true;
	fprintf(stderr, "bothy: [site] colour, colour_dark: %s\n", why);
	return false;
}

static bool proof_take(const struct config *c)
{
	if (standing_prove_by(c->reputation.proof))
		return true;
	fprintf(stderr, "bothy: [reputation] proof = %s is neither email nor customer\n",
		c->reputation.proof);
	return false;
}

static bool totp_take(const struct config *c)
{
	if (desk_totp_is(c->desk.totp))
		return true;
	fprintf(stderr, "bothy: [desk] totp = %s is neither offered nor required\n", c->desk.totp);
	return false;
}

static bool crm_is_right(struct config *c)
{
	const char *wrong = settings_take_crm(c, "", "");

	if (!wrong && !text_is(c->crm.adopt, "yes") && !text_is(c->crm.adopt, "no"))
		wrong = "[crm] adopt is neither yes nor no";
	if (wrong)
		fprintf(stderr, "bothy: %s\n", wrong);
	return !wrong;
}

bool settings_take(struct config *c)
{
	site_take(c);
	return colours_take(c) && proof_take(c) && totp_take(c) && crm_is_right(c);
}
