/* asset.h -- static files, compiled into the program with their gzip and brotli forms, under names that hold
 * a hash. */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

struct request;

struct asset {
	const char *name;			    /* "app.css" as templates say it */
	const char *path;			    /* "/static/app-3f2a91c04d5e.css" */
	const char *type;			    /* "text/css; charset=utf-8" */
	const char *etag;			    /* quoted */
	const unsigned char *bytes, *gzip, *brotli; /* gzip, brotli: NULL where not smaller */
	size_t bytes_n, gzip_n, brotli_n;
};
/* Made at build time from static/; sorted by path. */
extern const struct asset assets[];
extern const size_t asset_count;

/* The hashed path of a file of static/; an unknown name is our own error. The result is constant. */
const char *asset_path(const char *name);

/* GET /static/... : immutable for a year, Range (one range), If-None-Match, br or gzip as accepted. */
void asset_show(struct request *rq);
/* Files that browsers and robots ask for at fixed places (/favicon.ico, /favicon.svg): the same, kept for a
 * day. */
void asset_show_named(struct request *rq, const char *name);

#endif
