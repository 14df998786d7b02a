/* setting.h -- what an admin sets in the browser, and what it does to this process. The store is ops.setting; what is not there is as the
 * configuration file says.
 *
 * Each process that shows the site's name or colours reads the settings when it begins and whenever stamps say that something of the site
 * has changed, within a second. */
#ifndef FORUM_SETTING_H
#define FORUM_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct arena;
struct task;

struct setting {
	const char *key, *id, *group, *name, *help; /* id: of its field */
	bool dangerous;				    /* asks for the password again */
	/* What was typed, in the form it is stored in; NULL: ${wrong} says why not. "" is asked about nothing: it means as delivered. */
	const char *(*read)(struct arena *a, const char *typed,
		const char **wrong); /* NULL: the logo, see logo_pages.c */
	const char *usual;	     /* what holds where nothing is set; NULL: nothing */
	size_t most;		     /* characters */
	bool lines;		     /* a text that wants room */
};
extern const struct setting settings[];
enum {
	SETTING_NAME,
	SETTING_LIGHT,
	SETTING_DARK,
	SETTING_TAGLINE,
	SETTING_WELCOME,
	SETTING_CONTACT,
	SETTING_LOGO,
	SETTINGS
};

/* A row of ops.setting, or NULL for its value. */
struct setting_row {
	const char *key, *value;
};
LIST(setting_rows, struct setting_row);

/* "3f2a91c04d5e-180x48", as the logo is stored: the hash of the picture, its width and height. False: not of that form. */
struct logo {
	char hash[13];
	int width, height;
};
bool logo_of(const char *value, struct logo *out);

/* What the configuration file says of it; "": the built-in one. Of the site, once setting_defaults() was called. */
const char *setting_default(const struct setting *s);
/* Keeps what the site's name and colours are now as their defaults. Before setting_watch(). */
void setting_defaults(void);
/* Makes ${rows} hold in this process; what is not among them is as delivered. Values that are no good any more count as not there. */
void settings_apply(const struct setting_rows *rows);

/* Reads them and makes them hold; sleeps. Not inside a transaction. */
void settings_load_wait(struct task *t);
/* Calls ${load_wait} as well whenever the site has changed: what else of it a process keeps. A few of them, before setting_watch(). */
void setting_also(void (*load_wait)(struct task *t));
/* Begins to watch, in a process with a loop. */
void setting_watch(void);

#endif
