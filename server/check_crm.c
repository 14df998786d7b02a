/* check_crm.c -- the CRM's part of `bothy check`. */
#include "check_say.h"

#include "config.h"
#include "crm/crm.h"
#include "secrets.h"
#include "settings.h"

void check_crm(struct config *c)
{
	struct crm_settings s;
	const char *wrong, *said;

	settings_crm(c, &s);
	s.token = secrets_crm_token(c);
	wrong = crm_set(&s);
	if (wrong)
		say_bad("CRM", "%s: set it right in the file of settings", wrong);
	else if (!crm_adapter())
		say_ok("CRM", "cases are kept here");
	else if (text_empty(s.token))
		say_bad("CRM", "there is no token: put it into a file, and its name into [crm] token_file");
	else if ((wrong = crm_adapter()->check(&c->arena, &said)))
		say_bad("CRM", "%s: %s", wrong, said);
	else if (text_empty(c->crm.hook_secret_file))
		say_warn("CRM",
			"%s; without [crm] hook_secret_file its events are refused, and news comes by asking alone",
			said);
	else
		say_ok("CRM", "%s", said);
}
