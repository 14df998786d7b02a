/* personal_view.h -- what templates/personal/ takes. */
#ifndef FORUM_PERSONAL_VIEW_H
#define FORUM_PERSONAL_VIEW_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/frame/frame_view.h"
#include "forum/personal/personal_sql.h"

/* ---- /settings/data, /settings/erase ---- */

struct data_part {
	int64_t export, part;
};
LIST(data_parts, struct data_part);

struct data_view {
	struct frame frame;
	const char *key;
	struct export_row *export; /* the newest; NULL: none */
	struct data_parts parts;   /* of it, where it is ready */
	const char *size;	   /* of all parts */
	bool may_ask;		   /* not again on the same day */
	const char *password_error;
	bool leaving;
	struct when due_at;
};

struct erase_view {
	struct frame frame;
	const char *key;
	struct erasure_row *pending; /* he has asked already; NULL: no */
	struct erase_counts *counts; /* what there is of his */
	const char *former;	     /* the name that stands there then */
	bool speaks;		     /* has a role he must give up first */
	bool with_texts;	     /* as chosen */
	const char *password_error;
};

/* ---- inside the archive ---- */

struct archive_field {
	const char *label, *value;
	bool text; /* what people wrote: lines stay lines */
};
LIST(archive_fields, struct archive_field);
LIST(archive_rows, struct archive_fields);

struct archive_view {
	const char *title, *about, *site;
	struct archive_rows rows;
	const char *previous, *next; /* file names without ".html"; NULL: none */
};

struct archive_file {
	const char *file, *title;
	int64_t rows, part;
};
LIST(archive_files, struct archive_file);

struct archive_index {
	const char *site, *url, *name;
	struct when at;
	struct archive_files files;
	int64_t parts;
};

#endif
