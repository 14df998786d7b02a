/* customer.c -- customers in words: channels, moods, what each entry of a timeline is. Pure. */
#include "forum/customer/customer.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "forum/customer/customer_view.h"

const char *customer_path(struct arena *a, int64_t id)
{
	return arena_printf(a, "/customer/%lld", (long long)id);
}

const char *customer_number(int64_t id)
{
	static char texts[8][24];
	static unsigned next;
	char *text = texts[next++ % 8];

	snprintf(text, sizeof(texts[0]), "%lld", (long long)id);
	return text;
}

/* ---- mood ---- */

/* Two of three say what the rest is called; fewer than that is mixed. Nothing but neutral ones say nothing. */
struct mood_of_late mood_of_late(const struct moods *moods)
{
	struct mood_of_late m = {.n = moods->n};
	size_t i;

	for (i = 0; i < moods->n; i++) {
		m.bad += moods->v[i].mood < 0;
		m.good += moods->v[i].mood > 0;
	}
	if (m.bad + m.good == 0)
		m.word = MOOD_UNKNOWN;
	else if (3 * m.bad >= 2 * m.n)
		m.word = MOOD_BAD;
	else if (3 * m.good >= 2 * m.n)
		m.word = MOOD_GOOD;
	else
		m.word = MOOD_MIXED;
	return m;
}

/* ---- channels ---- */

static const struct channel {
	const char *name, *label, *icon, *from, *to, *neither;
	bool written; /* staff may write one down */
} channels[] = {
	{"call", _("Calls"), "☎", _("Call from the customer"), _("Call to the customer"), _("Call"), true},
	{"chat", _("Chats"), "💬", _("Chat from the customer"), _("Chat to the customer"), _("Chat"), true},
	{"mail", _("Mails"), "✉", _("Mail from the customer"), _("Mail to the customer"), _("Mail"), true},
	{"visit", _("Visits"), "⌂", _("Visit by the customer"), _("Visit at the customer's"), _("Visit"),
		true},
	{"delivery", _("Deliveries"), "▣", _("Sent in by the customer"), _("Delivery"), _("Delivery"), false},
	{"invoice", _("Invoices"), "£", _("Payment"), _("Invoice"), _("Invoice"), false},
	{"post", _("Letters"), "✎", _("Letter from the customer"), _("Letter to the customer"), _("Letter"),
		true},
	{"other", _("Notes"), "•", _("From the customer"), _("To the customer"), _("Note"), true},
	{"community", _("Community"), "◆", NULL, NULL, NULL, false},
	{"case", _("Cases"), "▤", NULL, NULL, NULL, false},
};

#define CHANNELS (sizeof(channels) / sizeof(channels[0]))

static const struct channel *channel_of(const char *name)
{
	size_t i;

	for (i = 0; i < CHANNELS; i++)
		if (text_is(name, channels[i].name))
			return &channels[i];
	return NULL;
}

bool channel_known(const char *name)
{
	return channel_of(name) != NULL;
}

bool channel_writable(const char *name)
{
	return channel_of(name) && channel_of(name)->written;
}

const char *channel_label(const char *name)
{
	return channel_of(name) ? channel_of(name)->label : name;
}

struct channel_choices channels_to_filter(void)
{
	static struct channel_choice all[CHANNELS];
	size_t i;

	for (i = 0; i < CHANNELS; i++)
		all[i] = (struct channel_choice){channels[i].name, channels[i].label};
	return (struct channel_choices){all, CHANNELS};
}

struct channel_choices channels_to_write(void)
{
	static struct channel_choice some[CHANNELS];
	size_t i, n = 0;

	for (i = 0; i < CHANNELS; i++)
		if (channels[i].written)
			some[n++] = (struct channel_choice){channels[i].name, channels[i].neither};
	return (struct channel_choices){some, n};
}

const char *relation_label(const char *relation)
{
	if (text_is(relation, "new"))
		return _("New");
	if (text_is(relation, "growing"))
		return _("Growing closer");
	if (text_is(relation, "steady"))
		return _("Steady");
	return text_is(relation, "fatigued") ? _("Fatigued") : _("Renewed");
}

const char *thread_state_said(const char *state)
{
	if (text_is(state, "answered"))
		return _("answered, not solved yet");
	if (text_is(state, "awaiting_asker"))
		return _("waits for the customer");
	return text_is(state, "reopened") ? _("reopened") : _("unanswered");
}

/* ---- entries ---- */

static const char *post_heading(const struct timeline_entry *e)
{
	if (text_is(e->what, "question"))
		return _("Asked in the community");
	if (text_is(e->what, "answer"))
		return _("Answered somebody's question");
	return text_is(e->what, "comment") ? _("Commented") : _("Wrote in a discussion");
}

static const char *case_heading(const struct timeline_entry *e)
{
	static const struct {
		const char *kind, *heading;
	} kinds[] = {
		{"opened", _("Case opened")},
		{"note", _("Note in a case")},
		{"reply", _("Reply to the customer, in a case")},
		{"received", _("The customer wrote, in a case")},
		{"state", _("Case: another state")},
		{"owner", _("Case: another owner")},
		{"priority", _("Case: another priority")},
		{"solution", _("Solution of a case")},
		{"posted", _("Solution of a case posted")},
		{"linked", _("Case linked to a thread")},
		{"unlinked", _("Case unlinked from a thread")},
		{"followup", _("Asked whether it stayed solved")},
		{"reopened", _("Case reopened")},
		{"merged", _("Cases merged")},
		{"split", _("Cases split")},
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_is(e->what, kinds[i].kind))
			return kinds[i].heading;
	return _("Case changed");
}

const char *entry_state(const char *name)
{
	enum case_state s;

	return case_state_of(name, &s) ? case_state_label(s) : name;
}

const char *entry_heading(const struct timeline_entry *e)
{
	const struct channel *c = channel_of(e->what);

	switch (e->from) {
	case FROM_TOUCHPOINT:
		return e->inbound == 1 ? c->from : e->inbound == 0 ? c->to : c->neither;
	case FROM_POST:
		return post_heading(e);
	case FROM_ACCEPTED:
		return _("Said what solved it");
	case FROM_SOLVED:
		return _("Solved somebody's question");
	case FROM_HELPED:
		return _("Said that an answer helped");
	case FROM_HELPER:
		return _("Helped somebody else");
	case FROM_CASE:
		return case_heading(e);
	case FROM_OFFICIAL:
		break;
	}
	return _("Official reply in the community");
}

const char *entry_channel(const struct timeline_entry *e)
{
	return e->from == FROM_TOUCHPOINT ? e->what : e->from == FROM_CASE ? "case" : "community";
}

const char *entry_icon(const struct timeline_entry *e)
{
	return channel_of(entry_channel(e))->icon;
}

bool entry_is_public(const struct timeline_entry *e)
{
	return e->from != FROM_TOUCHPOINT && e->from != FROM_CASE;
}

const char *entry_url(struct arena *a, const struct timeline_entry *e)
{
	if (e->case_id)
		return arena_printf(a, "/case/%lld", (long long)e->case_id);
	return e->thread_id ? arena_printf(a, "/thread/%lld", (long long)e->thread_id) : NULL;
}
