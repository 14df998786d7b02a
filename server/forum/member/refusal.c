/* refusal.c -- see refusal.h. */
#include "forum/member/refusal.h"

#include "base/intl.h"
#include "base/text.h"

static const struct refusal refusals[] = {
	{"admins_only", 403,
		_("Only admins may do this. Your rights have changed since you opened the page; nothing was done.")},
	{"moderators_only", 403,
		_("Only moderators may do this. Your rights have changed since you opened the page; nothing was done.")},
	{"last_admin", 409,
		_("This is the last admin. Make somebody else an admin first: somebody must be able to run the site.")},
	{"roles_stale", 409,
		_("Somebody else has changed this member's roles meanwhile. Please look at them again; nothing was done.")},
	{"member_gone", 404, _("There is no such member any more.")},
	{"member_not_active", 409,
		_("This account is not in use: it is suspended, erased, or nobody has claimed it.")},
	{"email_taken", 409, _("This address belongs to another account. Nothing was changed.")},
};
#define REFUSALS (sizeof(refusals) / sizeof(refusals[0]))

static const struct refusal other = {"", 409,
	_("Something has changed since you opened the page, so nothing was done. Please look again.")};

const struct refusal *member_refusal(const char *constraint)
{
	size_t i;

	for (i = 0; i < REFUSALS; i++)
		if (text_is(constraint, refusals[i].constraint))
			return &refusals[i];
	return &other;
}
