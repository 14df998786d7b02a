/* harm_form.c -- see harm_form.h. What is typed is read by harm_settings_take(), as stored rows are. */
#include "forum/harm/harm_form.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "forum/harm/private.h"
#include "forum/level/level.h"
#include "web/form.h"

/* ---- what they are called ---- */

static const struct {
	const char *name, *help;
	unsigned first, n; /* settings, by the enums */
	bool by_level;
} groups[] = {
	{_("Private details"),
		_("Before a post is published, its author is asked about what looks like a phone number, a card, a bank account, an e-mail address or an account number."),
		HARM_ASK_PRIVATE, 1, false},
	{_("Which details"), NULL, HARM_NUMBERS, HARM_LISTS, false},
	{_("Posts in an hour"),
		_("Of one member, by level. Who has written more is told when to go on, and keeps what was typed."),
		HARM_POSTS, 5, true},
	{_("Links to other sites in a post"),
		_("By level. With more of them a post comes back to its author."), HARM_LINKS, 5, true},
	{_("Names called in a post"),
		_("By level. Who is called by @name is told, so many names in a post are a nuisance."),
		HARM_MENTIONS, 5, true},
	{_("From one address"), NULL, HARM_ADDRESS, 1, false},
	{_("The same text again"),
		_("Comes back to who posted it already, and to everybody once several members have posted it."),
		HARM_SAME_HOURS, 3, false},
	{_("Forms filled in by programs"), NULL, HARM_FILL_SECONDS, 1, false},
	{_("Newcomers"),
		_("Members of the first level, with few posts. Their posts alone are judged by what moderators removed and kept."),
		HARM_NEWCOMER_POSTS, 8, false},
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static const struct {
	const char *name, *help;
} labels[HARM_SETTINGS] = {
	[HARM_ASK_PRIVATE] = {_("Ask before private details are published"), NULL},
	[HARM_ADDRESS] = {_("Posts in an hour"),
		_("Of all members at one address. Many may share one: a school, a train, a phone network.")},
	[HARM_SAME_HOURS] = {_("Hours for which a text counts as posted"),
		_("0: texts may be posted again at once.")},
	[HARM_SAME_MEMBERS] = {_("Members who post it before everybody is stopped"), NULL},
	[HARM_SAME_LENGTH] = {_("Shortest text that is compared, in characters"),
		_("Shorter ones, like “Thanks, that was it!”, may be alike; and without a link, a number or an address also like known spam.")},
	[HARM_FILL_SECONDS] = {_("Seconds a person needs at least"),
		_("A form that comes back sooner is shown once more, with all that was typed: one click sends it. 0: no form is too quick.")},
	[HARM_NEWCOMER_POSTS] = {_("Posts until somebody is no longer a newcomer"),
		_("0: nobody’s posts are judged.")},
	[HARM_FIRST_POST] = {_("Somebody’s first post"), NULL},
	[HARM_LEARNT] = {_("Posts removed as spam, and posts kept, before scores count"),
		_("So many of each: the score is learnt from what moderators remove and keep.")},
	[HARM_HOLD] = {_("Hold a post when its spam score is at least (0 to 1000)"),
		_("Seen by its author and moderators alone until one of them has looked. 1001: never.")},
	[HARM_QUEUE] = {_("Ask a moderator to look when it is at least (0 to 1000)"),
		_("The post is shown meanwhile. 1001: never.")},
	[HARM_ALIKE] = {_("Hold a post when it is this much like known spam (in %)"),
		_("Known spam is what was removed as spam lately. 101: never.")},
	[HARM_ALIKE_DAYS] = {_("Days for which removed spam is compared with"), NULL},
	[HARM_WAVE] = {_("New accounts that make a wave"),
		_("Once posts of so many accounts of the last day were held or removed as spam within an hour, whatever such accounts post is held. 0: never.")},
	[HARM_NUMBERS + HARM_PATTERNS] = {_("Account numbers look like"),
		_("One on a line: # is a digit, @ a letter, everything else stands for itself, as in FN-######. Try it on a text below.")},
	[HARM_NUMBERS + HARM_FINE] = {_("Nobody’s, so not asked about"),
		_("The company’s own numbers and addresses, one on a line. @fernline.example: all addresses there.")},
};

static const char *name_of(unsigned group, unsigned i)
{
	return groups[group].by_level ? level_name((int)(i - groups[group].first)) : labels[i].name;
}

const char *harm_form_name(struct arena *a, const char *key)
{
	size_t n;
	const struct harm_setting *all = harm_settings_all(&n);
	unsigned g, i;

	for (g = 0; g < GROUPS; g++)
		for (i = groups[g].first; i < groups[g].first + groups[g].n; i++)
			if (text_is(key, all[i].key))
				return arena_printf(a, "%s: %s", groups[g].name, name_of(g, i));
	return key;
}

/* ---- fields ---- */

static struct harm_choices choices_of(struct arena *a, unsigned i, const char *value)
{
	static const char *const labels_first[] = {_("is shown"), _("is shown, and put before a moderator"),
		_("is held until a moderator has looked")};
	static const char *const labels_yes[] = {_("No: it is published"), _("Yes")};
	const char *const *names = i == HARM_FIRST_POST ? labels_first : labels_yes;
	size_t j, n = i == HARM_FIRST_POST ? 3 : i == HARM_ASK_PRIVATE ? 2 : 0;
	struct harm_choices list = {arena_array(a, struct harm_choice, n + 1), n};

	for (j = 0; j < n; j++) {
		const char *number = arena_printf(a, "%zu", j);

		list.v[j] = (struct harm_choice){number, names[j], text_is(number, value)};
	}
	return list;
}

static const char *id_of(struct arena *a, const char *key)
{
	char *id = arena_text(a, key), *p;

	for (p = id; *p; p++)
		if (*p == '.' || *p == '_')
			*p = '-';
	return id;
}

static struct harm_field field_of(struct arena *a, unsigned group, unsigned i, const char *value)
{
	size_t n;
	const struct harm_setting *s = &harm_settings_all(&n)[i];
	struct harm_field f = {.key = s->key,
		.id = id_of(a, s->key),
		.name = name_of(group, i),
		.help = labels[i].help,
		.value = value,
		.lines = s->list,
		.choices = choices_of(a, i, value)};

	if (!s->list && !f.choices.n)
		f.limits = arena_printf(a, _("Default %lld, from %lld to %lld."), (long long)s->usual,
			(long long)s->least, (long long)s->most);
	return f;
}

/* ---- values ---- */

static const char *row_of(const struct harm_rows *rows, const char *key)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		if (text_is(rows->v[i].key, key))
			return rows->v[i].value;
	return "";
}

/* As people see it: numbers as they are, lists a line for each. */
static const char *shown_of(struct arena *a, const struct harm_setting *s, const char *stored)
{
	struct slice rest = slice_of(stored);
	char *text, *at;

	if (!s->list)
		return text_empty(stored) ? arena_printf(a, "%lld", (long long)s->usual) : stored;
	text = at = arena_alloc(a, strlen(stored) + 1); /* it gets no longer */
	while (rest.s) {
		struct slice one = slice_trim(slice_cut(&rest, ','));

		if (one.n && at > text)
			*at++ = '\n';
		memcpy(at, one.s, one.n);
		at += one.n;
	}
	*at = '\0';
	return text;
}

/* As it is stored: "" as delivered; lists with commas between them. */
static const char *stored_of(struct arena *a, const struct harm_setting *s, const char *typed)
{
	char *text = arena_text(a, typed), *p;
	int64_t n;

	if (!s->list) {
		const char *number = text_one_line(a, typed);

		return text_int8(number, &n) && n == s->usual ? "" : number;
	}
	for (p = text; *p; p++)
		if (*p == '\n' || *p == '\r')
			*p = ',';
	for (p = arena_text(a, shown_of(a, s, text)), text = p; *p; p++)
		if (*p == '\n')
			*p = ',';
	return text;
}

#define LIST_BYTES 4000

/* Which pattern is none. */
static const char *list_wrong(struct arena *a, const char *stored)
{
	struct slice rest = slice_of(stored);

	if (strlen(stored) > LIST_BYTES)
		return _("That is too long: at most 4,000 characters.");
	while (rest.s) {
		struct slice one = slice_trim(slice_cut(&rest, ','));
		const char *text = arena_text_n(a, one.s, one.n);

		if (one.n && !private_pattern_ok(text))
			return arena_printf(a,
				_("“%s” would find too much, or nothing: begin with a letter, # or @, without spaces, at most 40 characters; at least four of # and @, two of them #; six where nothing else stands in it."),
				text);
	}
	return _("At most 100 of them.");
}

static const char *wrong_of(struct arena *a, const struct harm_setting *s, const char *stored)
{
	if (s->list)
		return list_wrong(a, stored);
	return arena_printf(a, _("Please type a number from %lld to %lld."), (long long)s->least,
		(long long)s->most);
}

static bool take(struct arena *a, struct harm_form *f, const struct harm_setting *s, const char *stored)
{
	if (text_empty(stored))
		return true;
	return strlen(stored) <= LIST_BYTES && harm_settings_take(a, &f->settings, s->key, stored);
}

/* ---- all of it ---- */

/* Values are those of ${typed}, or if that is NULL those of the rows. */
static bool fill(struct arena *a, const struct form *typed, const struct harm_rows *rows,
	struct harm_form *out)
{
	size_t n;
	const struct harm_setting *all = harm_settings_all(&n);
	unsigned g, i;
	bool fine = true;

	*out = (struct harm_form){.groups = {arena_array(a, struct harm_group, GROUPS), GROUPS},
		.keys = {arena_array(a, const char *, n), 0},
		.values = {arena_array(a, const char *, n), 0}};
	harm_settings_default(&out->settings);
	for (g = 0; g < GROUPS; g++) {
		struct harm_group *group = &out->groups.v[g];

		*group = (struct harm_group){groups[g].name, groups[g].help,
			{arena_array(a, struct harm_field, groups[g].n), 0}};
		for (i = groups[g].first; i < groups[g].first + groups[g].n; i++) {
			const char *row = row_of(rows, all[i].key), *value = shown_of(a, &all[i], row),
				   *stored = row;
			struct harm_field *f = &group->fields.v[group->fields.n++];

			if (typed && form_has(typed, all[i].key)) {
				value = form_text(typed, all[i].key);
				stored = stored_of(a, &all[i], value);
			}
			*f = field_of(a, g, i, value);
			if (!take(a, out, &all[i], stored) && typed) {
				f->wrong = wrong_of(a, &all[i], stored);
				fine = false;
			}
			if (text_is(stored, row))
				continue;
			out->keys.v[out->keys.n++] = all[i].key;
			out->values.v[out->values.n++] = stored;
		}
	}
	return fine;
}

void harm_form_of(struct arena *a, const struct harm_rows *rows, struct harm_form *out)
{
	(void)fill(a, NULL, rows, out);
}

bool harm_form_read(struct arena *a, const struct form *typed, const struct harm_rows *rows,
	struct harm_form *out)
{
	return fill(a, typed, rows, out);
}
