/* flash.c -- the sentence after a click at the desk: every subject of the desk has its rows here. */
#include "forum/desk/flash.h"

#include <string.h>

#include "base/intl.h"
#include "forum/desk/desk.h"
#include "web/reply.h"
#include "web/request.h"

#define COOKIE "desk-flash" /* the public door may live at the same host name, and has one of its own */

struct flash {
	const char *code, *sentence;
};

/* By a code in a cookie: so no text of the cookie's is ever shown. */
static const struct flash flashes[] = {
	{"saved", _("Saved.")},
	{"signed-in", _("Welcome back.")},
	{"signed-out", _("You are signed out.")},
	{"recovery-used",
		_("Welcome back. That recovery code is used up now; Settings say how many are left.")},
	{"password", _("Your new password is set. You are signed out everywhere else.")},
	{"session-ended", _("Signed out there.")},
	{"totp-off", _("One-time codes are off. Your password alone lets you in.")},
};

const char *flash_take(struct request *rq)
{
	const char *code = request_cookie(rq, COOKIE);
	size_t i;

	if (!code)
		return NULL;
	reply_cookie(rq, COOKIE, "", -1);
	for (i = 0; i < sizeof(flashes) / sizeof(flashes[0]); i++)
		if (strcmp(flashes[i].code, code) == 0)
			return flashes[i].sentence;
	return NULL;
}

void desk_flash(struct request *rq, const char *code)
{
	reply_cookie(rq, COOKIE, code, 60);
}
