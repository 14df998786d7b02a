/* site.h -- what is the same for everybody: the site's name, addresses, language. Set at the start of a
 * process; what an admin may set in the browser, again whenever he does. */
#ifndef FORUM_SITE_H
#define FORUM_SITE_H

struct site {
	const char *name; /* "Fernline Community" */
	/* "https://community.example.org", without a slash at the end: links in mail, canonical links */
	const char *url;
	const char *desk_url;
	const char *locale, *zone;	  /* of guests */
	const char *colour, *colour_dark; /* of the configuration file; NULL or "": the built-in ones */
	const char *calling_code;	  /* of phone numbers without one: "44" */
	/* What an admin has set (setting/), NULL or "" where nothing; read when a page is written, and not kept. */
	const char *tagline; /* what this community is, in a sentence */
	const char *welcome; /* to guests, on the start page */
	const char *contact; /* of who runs it: "mailto:…" or "https://…" */
	const char *logo;    /* its path; none: the name as text */
	int logo_width, logo_height;
};

extern struct site site;

#endif
