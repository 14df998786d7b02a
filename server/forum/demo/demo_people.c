/* demo_people.c -- the demo's members, and the accounts among them that somebody may sign in with. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "base/secret.h"
#include "craft/craft.h"
#include "forum/demo/demo_writer.h"
#include "loop/task.h"
#include "web/request.h"

#define PASSWORD_BYTES 15 /* 20 characters */

static unsigned roles_of(const struct demo_member *m)
{
	return ROLE_MEMBER | (m->staff ? ROLE_STAFF : 0u) | (m->moderator ? ROLE_MODERATOR : 0u) |
	       (m->admin ? ROLE_ADMIN : 0u);
}

/* An account people are told about gets a random password, which only the file of accounts ever sees. */
static const char *password_make_wait(struct demo_writer *w, const struct demo_member *m)
{
	static const char *const names[] = {NULL, "MEMBER", "MODERATOR", "ADMIN"};
	unsigned char bytes[PASSWORD_BYTES];
	const char *password;

	if (m->account == DEMO_NO_ACCOUNT)
		return NULL;
	secret_random(bytes, sizeof(bytes));
	password = secret_encode(w->a, bytes, sizeof(bytes));
	w->accounts = arena_printf(w->a, "%s%s_NAME=%s\n%s_PASSWORD=%s\n", w->accounts, names[m->account],
		m->username, names[m->account], password);
	return craft_password_hash_wait(w->t, password);
}

void demo_members_write_wait(struct demo_writer *w)
{
	size_t i;

	w->members = arena_array(w->a, int64_t, w->demo->members.n);
	for (i = 0; i < w->demo->members.n; i++) {
		const struct demo_member *m = w->demo->members.v[i];
		const char *hash = password_make_wait(w, m), *key = intl_email(w->a, m->email);
		struct demo_id *id;

		must(key);
		demo_member_add(w->t, m, intl_skeleton(w->a, m->name), roles_of(m), &id);
		w->members[i] = demo_id_wait(w, &id);
		demo_login_add(w->t, w->members[i], m, key, hash);
		demo_event_gather(w, (struct demo_event){m->joined, EVENT_MEMBER_JOINED, w->members[i]});
		demo_event_gather(w, (struct demo_event){m->joined, EVENT_MEMBER_CONFIRMED, w->members[i]});
		if (roles_of(m) != ROLE_MEMBER)
			demo_event_gather(w, (struct demo_event){m->joined, EVENT_ROLES_CHANGED, 0,
						     w->members[i], 0, 0, roles_of(m)});
	}
}

bool demo_accounts_write(const char *path, const char *lines)
{
	FILE *out = stdout;
	bool ok;

	if (path) {
		umask(077);
		out = fopen(path, "we");
	}
	ok = out && fputs(lines, out) >= 0 && fflush(out) == 0;
	if (!ok)
		perror(path ? path : "bothy demo");
	if (out && out != stdout)
		fclose(out);
	return ok;
}
