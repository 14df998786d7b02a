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
	{"written-down", _("Written down.")},
	{"promised", _("Written down. The promise stands at the top until it is kept.")},
	{"promise-kept", _("Kept. Well done.")},
	{"promise-open", _("The promise is open again.")},
	{"member-linked", _("Linked. What the member does in the community is part of this history now.")},
	{"member-unlinked", _("That link is undone.")},
	{"members-on", _("On. Members are being linked.")},
	{"members-off", _("Off. Links that were made stay.")},
	{"members-undone", _("All links that were made by themselves are undone.")},
	{"customers-merged", _("They are one from now on. It can be undone.")},
	{"customers-split", _("They are two again.")},
	{"customer-added", _("Added.")},
	{"customer-erased", _("Erased.")},
	{"signed-in", _("Welcome back.")},
	{"signed-out", _("You are signed out.")},
	{"recovery-used",
		_("Welcome back. That recovery code is used up now; Settings say how many are left.")},
	{"password", _("Your new password is set. You are signed out everywhere else.")},
	{"session-ended", _("Signed out there.")},
	{"twice", _("You sent this twice, and it counts once.")},
	{"already", _("That was so already; your click has changed nothing.")},
	{"case-opened", _("Opened. The case is yours.")},
	{"case-there", _("This case was there already: it is the one for that thread.")},
	{"case-noted", _("Noted.")},
	{"case-replied", _("The reply is kept with the case.")},
	{"case-state", _("The state is set.")},
	{"case-taken", _("Taken: the case is yours.")},
	{"case-owner", _("The case has another owner.")},
	{"case-priority", _("The priority is set.")},
	{"case-subject", _("The subject is set.")},
	{"case-customer", _("The customer is set.")},
	{"case-merged", _("Merged. Links and what happens now are here.")},
	{"sync-again", _("It will be tried again at once.")},
	{"sync-dropped", _("Left unsaid. What comes after it in that case goes on.")},
	{"sync-gone", _("Nothing was changed: it was settled meanwhile.")},
	{"case-split", _("Split off again, with the links it brought.")},
	{"linked", _("Linked.")},
	{"linked-already", _("The two were linked already; your click has changed nothing.")},
	{"unlinked", _("Unlinked. It can be linked again below.")},
	{"official-posted", _("Posted. Everybody can read it.")},
	{"thread-state", _("The state of the thread is set.")},
	{"solution-drafted", _("Drafted. Please read it before it is public.")},
	{"solution-approved", _("Approved. It is being posted in the linked threads.")},
	{"solution-rejected", _("Rejected. Nothing was posted.")},
	{"inbox-taken", _("Taken: it is yours.")},
	{"inbox-released", _("Given back: anybody may take it.")},
	{"inbox-handed", _("Handed over.")},
	{"inbox-snoozed", _("Put off.")},
	{"inbox-woken", _("It stands in the inbox again.")},
	{"inbox-done", _("Done. It can be put back.")},
	{"inbox-undone", _("It stands in the inbox again.")},
	{"clocks-saved", _("Saved. Clocks run by it from now on.")},
	{"clocks-undone", _("Undone. Clocks run as before.")},
	{"private-attached", _("It is in the case now.")},
	{"private-deleted", _("Deleted.")},
	{"codes-unseen",
		_("You sent this twice. New recovery codes were made, and you may not have seen them: make others below.")},
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
