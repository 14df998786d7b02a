/* theme.h -- the site's own colours: typed values become a style sheet under a hashed address, since the
 * Content-Security-Policy lets no inline style through. */
#ifndef FORUM_THEME_H
#define FORUM_THEME_H

#include <stdbool.h>
#include <stdint.h>

struct request;

/* One colour, 0xRRGGBB. */
struct colour {
	uint32_t rgb;
};

/* "#1f5eff". False: not of that form. */
bool colour_read(const char *text, struct colour *out);
/* The contrast of two colours, 1 to 21, as WCAG 2.2 reckons it (relative luminance, §1.4.3). */
double colour_contrast(struct colour a, struct colour b);

/* What is wrong with a colour as it was typed, for the person; NULL: nothing. */
const char *theme_colour_wrong(const char *text, bool dark);

/* Sets the site's colours for this process: the accent on light and on dark pages, "" for the built-in one. Text on
 * them is black or white, whichever stands out more. False: ${why} says what is wrong: no colour, or too little
 * contrast (4.5) with the page behind it, where links have that colour. */
bool theme_set(const char *light, const char *dark, const char **why);
/* "/theme-3f2a91c04d5e.css", or NULL where the built-in colours stand. */
const char *theme_path(void);

/* GET /:file, of which only theme-HASH.css is here: of the colours that hold, and of those before them. Sleeps where it knows neither. */
void theme_show(struct request *rq);

#endif
