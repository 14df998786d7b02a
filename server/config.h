/* config.h -- the settings of the program: one struct, read once.
 *
 * Read from an INI file (--config, else BOTHY_CONFIG, else /etc/bothy/bothy.conf if it is there), then overridden by
 * BOTHY_SECTION_KEY from the environment. An unknown key, a bad value or an over-long line stops the start and names the key and
 * the line. What an admin changes in the browser is not here but in ops.setting. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"

struct config {
	struct arena arena; /* owns every text below */
	const char *file;   /* what was read, NULL: nothing */
	struct {
		const char *url, *listen;
		struct texts hosts, trusted_proxies;
		int64_t workers, connections, connections_per_address;
	} web;
	struct {
		const char *url, *listen;
		struct texts hosts;
		const char *totp;
	} desk;
	struct {
		const char *url, *secrets;
		int64_t connections;
	} database;
	struct {
		const char *adapter, *url, *queue, *token_file, *hook_secret_file, *ca_file, *adopt;
		int64_t poll_s, tries;
	} crm;
	struct {
		const char *smtp, *smtp_user, *smtp_password_file, *smtp_ca_file, *directory, *from;
	} mail;
	struct {
		const char *directory, *user, *web_user, *desk_user, *work_user, *craft_user;
	} run;
	struct {
		const char *proof;
	} reputation;
	struct {
		const char *name, *locale, *zone, *calling_code, *colour, *colour_dark;
	} site;
};

/* Fills ${c}. ${file} NULL: the environment's or the default. False: it has said on standard error what is wrong. */
bool config_read(struct config *c, const char *file);
void config_free(struct config *c);
/* The next variable of the environment, from number ${at} (0: the first) on, that is named like a setting of a section we
 * have and is none: "BOTHY_WEB_WRKERS". In a buffer that the next call fills; NULL: there is no more. */
const char *config_stray(size_t *at);
/* Every key with its default and a line of explanation, as an INI file. */
void config_explain(FILE *out);

#endif
