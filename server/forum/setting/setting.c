/* setting.c -- see setting.h. */
#include "forum/setting/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/setting/setting_sql.h"
#include "forum/site.h"
#include "forum/theme/theme.h"
#include "loop/loop.h"
#include "loop/task.h"

#define NAME_MOST     60 /* characters */
#define LOOK_MS	      1000
#define LOOK_AGAIN_MS 30000 /* even if no stamp has moved: who writes to the database by hand moves none */
#define ALSO_MOST     4

/* ---- what there is ---- */

static const char *name_read(struct arena *a, const char *typed, const char **wrong)
{
	const char *name = text_one_line(a, typed);

	if (text_characters(name) <= NAME_MOST)
		return name;
	*wrong = _("A name has at most 60 characters.");
	return NULL;
}

static const char *colour_read_for(struct arena *a, const char *typed, bool dark, const char **wrong)
{
	const char *text = text_lower_ascii(a, text_one_line(a, typed));

	*wrong = theme_colour_wrong(text, dark);
	return *wrong ? NULL : text;
}

static const char *light_read(struct arena *a, const char *typed, const char **wrong)
{
	return colour_read_for(a, typed, false, wrong);
}

static const char *dark_read(struct arena *a, const char *typed, const char **wrong)
{
	return colour_read_for(a, typed, true, wrong);
}

const struct setting settings[] = {
	{"site.name", "site-name", _("Site"), _("Name of the community"),
		_("On every page and in every mail. Members know by it that a mail is yours, so your password is asked."),
		true, name_read},
	{"theme.light", "theme-light", _("Colours"), _("Accent on light pages"),
		_("Of buttons and links, like #1f5eff. It must stand out from white by 4.5 to 1."), false,
		light_read},
	{"theme.dark", "theme-dark", _("Colours"), _("Accent on dark pages"),
		_("The same where people read in the dark, like #86abff. It must stand out from #111418 by 4.5 to 1."),
		false, dark_read},
};

/* ---- in this process ---- */

/* Room for the values that hold: pages point to them while they are written, which does not sleep. */
static char name_now[NAME_MOST * 4 + 1];
static const char *defaults[SETTINGS];

void setting_defaults(void)
{
	defaults[0] = site.name;
	defaults[1] = site.colour ? site.colour : "";
	defaults[2] = site.colour_dark ? site.colour_dark : "";
}

const char *setting_default(const struct setting *s)
{
	return defaults[s - settings];
}

static const char *value_of(const struct setting_rows *rows, const struct setting *s)
{
	size_t i;

	for (i = 0; i < rows->n; i++)
		if (text_is(rows->v[i].key, s->key) && !text_empty(rows->v[i].value))
			return rows->v[i].value;
	return setting_default(s);
}

/* Only if they are others: the style sheet before is kept for pages that name it. */
static void colours_apply(const char *light, const char *dark)
{
	static char light_now[8], dark_now[8];
	static bool set;
	const char *why;

	if (!set) { /* as the process began */
		snprintf(light_now, sizeof(light_now), "%s", defaults[1]);
		snprintf(dark_now, sizeof(dark_now), "%s", defaults[2]);
		set = true;
	}
	if (strcmp(light, light_now) == 0 && strcmp(dark, dark_now) == 0)
		return;
	if (!theme_set(light, dark, &why)) {
		log_warn("setting.colour", "why=\"%s\"", why);
		light = defaults[1];
		dark = defaults[2];
		(void)theme_set(light, dark, &why);
	}
	snprintf(light_now, sizeof(light_now), "%s", light);
	snprintf(dark_now, sizeof(dark_now), "%s", dark);
}

void settings_apply(const struct setting_rows *rows)
{
	const char *name = value_of(rows, &settings[0]);

	if (strlen(name) < sizeof(name_now) && strcmp(name, name_now) != 0)
		snprintf(name_now, sizeof(name_now), "%s", name);
	site.name = name_now;
	colours_apply(value_of(rows, &settings[1]), value_of(rows, &settings[2]));
}

void settings_load_wait(struct task *t)
{
	struct setting_rows rows = {0};

	settings_find(t, &rows);
	db_wait(t);
	settings_apply(&rows);
}

/* ---- watching ---- */

static struct loop_timer *timer;
static uint64_t noted;
static bool known, looking;
static int64_t looked_ms;
static void (*also[ALSO_MOST])(struct task *t);
static size_t also_n;

void setting_also(void (*load_wait)(struct task *t))
{
	must(also_n < ALSO_MOST);
	also[also_n++] = load_wait;
}

static void look_run(struct task *t)
{
	uint64_t now = stamp_now();
	size_t i;

	settings_load_wait(t);
	for (i = 0; i < also_n; i++)
		also[i](t);
	noted = now;
	looked_ms = clock_ms();
	known = true;
}

static void look_done(struct task *t)
{
	if (t->failed)
		log_warn("setting.unread", "why=\"%s\"", t->why);
	task_end(t);
	free(t);
	looking = false;
}

static void on_timer(void *arg)
{
	struct task *t;

	(void)arg;
	loop_timer_again(timer, LOOK_MS);
	if (looking || (known && stamp_fresh(noted, STAMP_SITE, 0) && clock_ms() - looked_ms < LOOK_AGAIN_MS))
		return;
	t = calloc(1, sizeof(*t));
	if (!t)
		return;
	looking = true;
	task_start(t, look_run, look_done, 5000);
}

void setting_watch(void)
{
	setting_defaults();
	timer = loop_timer_new(1, on_timer, NULL);
}
