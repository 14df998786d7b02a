/* theme.c -- see theme.h. */
#include "forum/theme/theme.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/out.h"
#include "base/secret.h"
#include "base/text.h"
#include "forum/setting/setting.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define LEAST_CONTRAST 4.5
#define WHITE	       ((struct colour){0xffffff})
#define DARK_PAGE      ((struct colour){0x111418}) /* --bg of app.css, dark */
#define BLACK	       ((struct colour){0x0b1020})

static char sheet[512], path[40];
static char sheet_before[512], path_before[40]; /* for pages that name those */

bool colour_read(const char *text, struct colour *out)
{
	if (!text || text[0] != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6)
		return false;
	out->rgb = (uint32_t)strtoul(text + 1, NULL, 16);
	return true;
}

static double channel(uint32_t value)
{
	double c = (value & 255) / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
	return 0.2126 * channel(c.rgb >> 16) + 0.7152 * channel(c.rgb >> 8) + 0.0722 * channel(c.rgb);
}

double colour_contrast(struct colour a, struct colour b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static struct colour ink_on(struct colour c)
{
	return colour_contrast(c, WHITE) >= colour_contrast(c, BLACK) ? WHITE : BLACK;
}

static void rules(char *out, size_t room, struct colour c)
{
	snprintf(out, room, "--brand:#%06x;--brand-ink:#%06x;--link:#%06x", c.rgb, ink_on(c).rgb, c.rgb);
}

static bool colour_fits(const char *text, struct colour page, struct colour *out, const char **why)
{
	if (!colour_read(text, out)) {
		*why = "a colour is written like #1f5eff";
		return false;
	}
	if (colour_contrast(*out, page) < LEAST_CONTRAST) {
		*why = "the colour stands out too little from the page (contrast below 4.5)";
		return false;
	}
	return true;
}

const char *theme_colour_wrong(const char *text, bool dark)
{
	const char *why;
	struct colour c;

	if (colour_fits(text, dark ? DARK_PAGE : WHITE, &c, &why))
		return NULL;
	return colour_read(text, &c)
		       ? _("This colour stands out too little from the page: links would be hard to read.")
		       : _("A colour is written like #1f5eff.");
}

/* What holds gives way; it is kept while pages may still name it. */
static void sheet_keep(void)
{
	if (!path[0])
		return;
	memcpy(sheet_before, sheet, sizeof(sheet));
	memcpy(path_before, path, sizeof(path));
}

bool theme_set(const char *light, const char *dark, const char **why)
{
	unsigned char hash[SECRET_HASH];
	char light_rules[80] = "", dark_rules[80] = "";
	struct colour c;

	sheet_keep();
	sheet[0] = path[0] = 0;
	if (!text_empty(light)) {
		if (!colour_fits(light, WHITE, &c, why))
			return false;
		rules(light_rules, sizeof(light_rules), c);
	}
	if (!text_empty(dark)) {
		if (!colour_fits(dark, DARK_PAGE, &c, why))
			return false;
		rules(dark_rules, sizeof(dark_rules), c);
	}
	if (!light_rules[0] && !dark_rules[0])
		return true;
	snprintf(sheet, sizeof(sheet),
		"@media not all and (prefers-color-scheme:dark){:root:not([data-theme=dark]){%s}}"
		":root[data-theme=light]{%s}"
		"@media (prefers-color-scheme:dark){:root:not([data-theme=light]){%s}}"
		":root[data-theme=dark]{%s}",
		light_rules, light_rules, dark_rules, dark_rules);
	secret_hash(hash, sheet, strlen(sheet), NULL, 0);
	snprintf(path, sizeof(path), "/theme-%02x%02x%02x%02x%02x%02x.css", hash[0], hash[1], hash[2],
		hash[3], hash[4], hash[5]);
	return true;
}

const char *theme_path(void)
{
	return path[0] ? path : NULL;
}

static const char *sheet_of(const char *asked)
{
	if (path[0] && text_is(asked, path))
		return sheet;
	return path_before[0] && text_is(asked, path_before) ? sheet_before : NULL;
}

void theme_show(struct request *rq)
{
	const char *found = sheet_of(rq->path);

	if (!found) { /* another process may know of a change already */
		settings_load_wait(&rq->task);
		found = sheet_of(rq->path);
	}
	if (!found)
		return reply_not_found(rq);
	out_raw(rq->out, found, strlen(found));
	reply_header(rq, "Cache-Control", "public, max-age=31536000, immutable");
	reply_type(rq, "text/css; charset=utf-8");
}
