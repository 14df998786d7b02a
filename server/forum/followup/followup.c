/* followup.c -- signed links, and what an answer does: pure. */
#include "forum/followup/followup_inside.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "forum/signed_link.h"

#define PURPOSE "stayed solved"

const char *followup_path(struct arena *a, const unsigned char key[32], int64_t thread, int64_t member)
{
	const char *what = arena_printf(a, "%lld.%lld", (long long)thread, (long long)member);

	return arena_printf(a, "/stayed/%s", signed_link_of(a, key, PURPOSE, what));
}

bool followup_token_read(struct arena *a, const unsigned char key[32], const char *token,
	struct followup_token *out)
{
	const char *what = signed_link_read(a, key, PURPOSE, token);
	struct slice rest, thread;

	if (!what)
		return false;
	rest = slice_of(what);
	thread = slice_cut(&rest, '.');
	return rest.s && text_int8(arena_text_n(a, thread.s, thread.n), &out->thread) &&
	       text_int8(rest.s, &out->member);
}

static bool settled(enum thread_state s)
{
	return s == STATE_CONFIRMED || s == STATE_SOLVED_UNCONFIRMED || s == STATE_CLOSED_UNCONFIRMED;
}

enum followup_verdict followup_judge(const struct followup *f, const struct thread_locked *th, bool yes)
{
	if (f->answer && (strcmp(f->answer, "yes") == 0) == yes)
		return FOLLOWUP_SAID;
	if (th->deleted || th->episode != f->episode || !settled(th->state) || (f->answer && yes))
		return FOLLOWUP_STALE;
	return yes ? FOLLOWUP_YES : FOLLOWUP_NO;
}
