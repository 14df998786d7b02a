/* passwords.c -- see passwords.h. */
#include "passwords.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/secret.h"
#include "config.h"
#include "secrets.h"

bool passwords_read(struct config *c, struct passwords *p)
{
	const char *smtp = secrets_smtp_password(c);

	p->web = secrets_password(c, "bothy_web");
	p->desk = secrets_password(c, "bothy_desk");
	p->work = secrets_password(c, "bothy_work");
	p->intake = secrets_intake_key(c);
	p->smtp = smtp ? smtp : arena_text(&c->arena, "");
	p->crm = secrets_crm_token(c);
	p->hook = secrets_crm_events(c);
	return p->web && p->desk && p->work;
}

void passwords_wipe(const char *password)
{
	secret_wipe((void *)(uintptr_t)password, strlen(password));
}

void passwords_keep(const struct passwords *p, const char *const *own)
{
	const char *const all[] = {p->web, p->desk, p->work, p->smtp, p->crm, p->hook, p->intake};
	const char *const *kept;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		for (kept = own; kept && *kept && *kept != all[i]; kept++)
			;
		if (!kept || !*kept)
			passwords_wipe(all[i]);
	}
}
