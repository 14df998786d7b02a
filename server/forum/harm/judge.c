/* judge.c -- see judge.h. */
#include "forum/harm/judge.h"

#include "base/arena.h"
#include "base/intl.h"

static enum harm_fate fate_of_first(int64_t setting)
{
	return setting == 2 ? FATE_HELD : setting == 1 ? FATE_QUEUED : FATE_SHOWN;
}

/* What was learnt says nothing before there is enough of either kind. */
static bool speaks_of_spam(const int64_t *limit, const struct harm_signs *s, enum harm_number from)
{
	return s->learnt >= limit[HARM_LEARNT] && s->spam >= limit[from];
}

static enum harm_fate fate_of_words(const int64_t *limit, const struct harm_signs *s)
{
	if (speaks_of_spam(limit, s, HARM_HOLD) || s->alike >= limit[HARM_ALIKE])
		return FATE_HELD;
	return speaks_of_spam(limit, s, HARM_QUEUE) ? FATE_QUEUED : FATE_SHOWN;
}

static const char *why_of(struct arena *a, const struct harm_signs *s, bool alike)
{
	if (alike)
		return arena_printf(a, _("%d %% like post %lld, which was removed or waits"), s->alike,
			s->like);
	return arena_printf(a, _("%d.%d %% like what was removed as spam: %s"), s->spam / 10, s->spam % 10,
		s->words ? s->words : "");
}

bool harm_is_newcomer(const struct harm_settings *settings, const struct harm_signs *signs)
{
	return !signs->exempt && signs->level == 0 && signs->posts < settings->number[HARM_NEWCOMER_POSTS];
}

/* Who sells in a wave changes the words faster than anybody decides about them; what stays the same is that the accounts are new. */
static bool is_wave(const struct harm_settings *settings, const struct harm_signs *s)
{
	return !s->exempt && s->level == 0 && s->fresh && settings->number[HARM_WAVE] > 0 &&
	       s->suspects >= settings->number[HARM_WAVE];
}

void harm_judge(struct arena *a, const struct harm_settings *settings, const struct harm_signs *signs,
	struct harm_verdict *out)
{
	const int64_t *limit = settings->number;
	enum harm_fate first = fate_of_first(limit[HARM_FIRST_POST]), words = fate_of_words(limit, signs);

	*out = (struct harm_verdict){.newcomer = harm_is_newcomer(settings, signs),
		.first = signs->posts == 0,
		.signs = *signs,
		.wave = is_wave(settings, signs),
		.why = ""};
	if (out->wave)
		out->why = arena_printf(a,
			_("Within an hour, posts of %lld new accounts were taken for spam: whatever new accounts post waits"),
			(long long)signs->suspects);
	if (!out->newcomer)
		return;
	if (words != FATE_SHOWN) {
		out->suspect = true;
		out->why = why_of(a, signs,
			signs->alike >= limit[HARM_ALIKE] || !speaks_of_spam(limit, signs, HARM_QUEUE));
	}
	out->fate = out->first && first > words ? first : words;
}
