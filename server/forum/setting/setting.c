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

#define VALUE_MOST    500 /* characters of any setting */
#define LOOK_MS	      1000
#define LOOK_AGAIN_MS 30000 /* even if no stamp has moved: who writes to the database by hand moves none */
#define ALSO_MOST     4

/* ---- what there is ---- */

static const char *line_read(struct arena *a, const char *typed, size_t most, const char **wrong)
{
	const char *line = text_one_line(a, typed);

	if (text_characters(line) <= most)
		return line;
	*wrong = arena_printf(a, _("That is too long: at most %zu characters."), most);
	return NULL;
}

static const char *name_read(struct arena *a, const char *typed, const char **wrong)
{
	return line_read(a, typed, settings[SETTING_NAME].most, wrong);
}

static const char *tagline_read(struct arena *a, const char *typed, const char **wrong)
{
	return line_read(a, typed, settings[SETTING_TAGLINE].most, wrong);
}

static const char *welcome_read(struct arena *a, const char *typed, const char **wrong)
{
	return line_read(a, typed, settings[SETTING_WELCOME].most, wrong);
}

static const char *contact_read(struct arena *a, const char *typed, const char **wrong)
{
	const char *text = line_read(a, typed, settings[SETTING_CONTACT].most, wrong);

	if (!text || text_starts(text, "https://") || intl_email(a, text))
		return text;
	*wrong = _("Please give an e-mail address, or the address of a page that begins with https://.");
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
	[SETTING_NAME] = {"site.name", "site-name", _("Site"), _("Name of the community"),
		_("On every page and in every mail. Members know by it that a mail is yours, so your password is asked."),
		true, name_read, .most = 60},
	[SETTING_LIGHT] = {"theme.light", "theme-light", _("Colours"), _("Accent on light pages"),
		_("Of buttons and links, like #1f5eff. It must stand out from white by 4.5 to 1."), false,
		light_read, .usual = "#1f5eff", .most = 7},
	[SETTING_DARK] = {"theme.dark", "theme-dark", _("Colours"), _("Accent on dark pages"),
		_("The same where people read in the dark, like #86abff. It must stand out from #111418 by 4.5 to 1."),
		false, dark_read, .usual = "#86abff", .most = 7},
	[SETTING_TAGLINE] = {"site.tagline", "site-tagline", _("Texts"),
		_("What this community is, in a sentence"),
		_("For search engines and previews of links to the start page."), false, tagline_read,
		.most = 160},
	[SETTING_WELCOME] = {"site.welcome", "site-welcome", _("Texts"), _("Welcome to guests"),
		_("On the start page, for those who are not signed in."), false, welcome_read, .most = 500,
		.lines = true},
	[SETTING_CONTACT] = {"site.contact", "site-contact", _("Texts"), _("Contact"),
		_("At the foot of every page: an e-mail address, or a page that begins with https://. People write there in "
		  "confidence, so your password is asked."),
		true, contact_read, .most = 254},
	[SETTING_LOGO] = {"site.logo", "site-logo", _("Logo"), _("Logo"), "", false, NULL, .most = 64},
};

/* ---- in this process ---- */

/* Room for the values that hold: pages point to them while they are written, which does not sleep. */
static char values[SETTINGS][VALUE_MOST * 4 + 1];
static char contact_now[VALUE_MOST * 4 + 8], logo_now[32];
static const char *defaults[SETTINGS];

void setting_defaults(void)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		defaults[i] = "";
	defaults[SETTING_NAME] = site.name;
	if (site.colour)
		defaults[SETTING_LIGHT] = site.colour;
	if (site.colour_dark)
		defaults[SETTING_DARK] = site.colour_dark;
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
		snprintf(light_now, sizeof(light_now), "%s", defaults[SETTING_LIGHT]);
		snprintf(dark_now, sizeof(dark_now), "%s", defaults[SETTING_DARK]);
		set = true;
	}
	if (strcmp(light, light_now) == 0 && strcmp(dark, dark_now) == 0)
		return;
	if (!theme_set(light, dark, &why)) {
		log_warn("setting.colour", "why=\"%s\"", why);
		light = defaults[SETTING_LIGHT];
		dark = defaults[SETTING_DARK];
		(void)theme_set(light, dark, &why);
	}
	snprintf(light_now, sizeof(light_now), "%.7s", light);
	snprintf(dark_now, sizeof(dark_now), "%.7s", dark);
}

bool logo_of(const char *value, struct logo *out)
{
	int n = 0;

	return sscanf(value, "%12[0-9a-f]-%3dx%3d%n", out->hash, &out->width, &out->height, &n) == 3 &&
	       !value[n] && strlen(out->hash) == 12 && out->width > 0 && out->height > 0;
}

static void logo_apply(const char *value)
{
	struct logo logo;

	logo_now[0] = 0;
	if (logo_of(value, &logo)) {
		snprintf(logo_now, sizeof(logo_now), "/logo/%s.png", logo.hash);
		site.logo_width = logo.width;
		site.logo_height = logo.height;
	}
	site.logo = logo_now;
}

static void contact_apply(const char *value)
{
	snprintf(contact_now, sizeof(contact_now), "%s%s",
		*value && !text_starts(value, "https://") ? "mailto:" : "", value);
	site.contact = contact_now;
}

void settings_apply(const struct setting_rows *rows)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++) {
		const char *value = value_of(rows, &settings[i]);

		if (strlen(value) < sizeof(values[i]) && strcmp(value, values[i]) != 0)
			snprintf(values[i], sizeof(values[i]), "%s", value);
	}
	site.name = values[SETTING_NAME];
	site.tagline = values[SETTING_TAGLINE];
	site.welcome = values[SETTING_WELCOME];
	contact_apply(values[SETTING_CONTACT]);
	logo_apply(values[SETTING_LOGO]);
	colours_apply(values[SETTING_LIGHT], values[SETTING_DARK]);
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
