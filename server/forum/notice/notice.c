/* notice.c -- kinds and signed links; pure. See notice.h. */
#include "forum/notice/notice.h"

#include "base/arena.h"
#include "base/text.h"
#include "forum/notice/notice_stop.h"
#include "forum/signed_link.h"

#define PURPOSE "stop mail"

static const struct {
	const char *name;
	bool mailed;
} kinds[NOTICE_KINDS] = {
	[NOTICE_ANSWER] = {"answer", true},
	[NOTICE_COMMENT] = {"comment", true},
	[NOTICE_MENTION] = {"mention", true},
	[NOTICE_ACCEPTED] = {"accepted", true},
	[NOTICE_THANKS] = {"thanks", false},
	[NOTICE_HELPED] = {"helped", false},
	[NOTICE_FOLLOWED] = {"followed", true},
	[NOTICE_EDITED] = {"edited", true},
	[NOTICE_REOPENED] = {"reopened", true},
	[NOTICE_RETAGGED] = {"retagged", false},
	[NOTICE_SUGGESTED] = {"suggested", true},
	[NOTICE_APPROVED] = {"approved", false},
	[NOTICE_DECLINED] = {"declined", false},
	[NOTICE_LEVEL_UP] = {"level-up", false},
	[NOTICE_LEVEL_DOWN] = {"level-down", true},
	[NOTICE_EVIDENCE] = {"evidence", true},
	[NOTICE_NUDGE] = {"nudge", true},
	[NOTICE_STAYED] = {"stayed", true},
	[NOTICE_MODERATED] = {"moderated", true},
	[NOTICE_REPORT] = {"report", false},
	[NOTICE_APPEAL] = {"appeal", true},
};

const char *notice_kind_name(enum notice_kind kind)
{
	return kinds[kind].name;
}

bool notice_kind_of(const char *name, enum notice_kind *kind)
{
	unsigned i;

	for (i = 0; i < NOTICE_KINDS; i++)
		if (text_is(name, kinds[i].name)) {
			*kind = (enum notice_kind)i;
			return true;
		}
	return false;
}

bool notice_mailed_by_default(enum notice_kind kind)
{
	return kinds[kind].mailed;
}

const char *notice_page_of(const char *kind)
{
	if (text_is(kind, "level-up") || text_is(kind, "level-down"))
		return "/levels#you";
	if (text_is(kind, "evidence"))
		return "/evidence/mine";
	if (text_is(kind, "moderated") || text_is(kind, "appeal"))
		return "/moderation/mine";
	if (text_is(kind, "report"))
		return "/reports";
	return text_is(kind, "suggested") ? "/suggestions" : NULL;
}

const char *notice_stop_path(struct arena *a, const unsigned char key[32], int64_t member, const char *kind)
{
	const char *what = arena_printf(a, "%lld.%s", (long long)member, kind);

	return arena_printf(a, "/mail/stop/%s", signed_link_of(a, key, PURPOSE, what));
}

bool notice_stop_read(struct arena *a, const unsigned char key[32], const char *token,
	struct notice_stop *out)
{
	const char *what = signed_link_read(a, key, PURPOSE, token);
	struct slice rest, member;
	enum notice_kind kind;

	if (!what)
		return false;
	rest = slice_of(what);
	member = slice_cut(&rest, '.');
	out->kind = rest.s;
	return text_int8(arena_text_n(a, member.s, member.n), &out->member) &&
	       (text_is(out->kind, "all") || notice_kind_of(out->kind, &kind));
}
