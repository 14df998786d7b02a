/* site.h -- what is the same for everybody: the site's name, addresses, language. Set once at the start of a process. */
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
};

extern struct site site;

#endif
