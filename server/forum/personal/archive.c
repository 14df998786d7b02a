/* archive.c -- see archive.h. Sizes are not known in advance, so each follows its file, as ZIP allows; without the 64-bit fields that
 * old phones do not read: a part is a few megabytes. */
#include "forum/personal/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/out.h"

#define MOST (64 << 20) /* bytes that nobody has taken yet */

struct zip {
	struct archive *archive;
	struct archive_entry *entry;
	struct out bytes;
	struct when at;
};

static la_ssize_t on_bytes(struct archive *archive, void *arg, const void *s, size_t n)
{
	struct zip *z = arg;

	out_raw(&z->bytes, s, n);
	if (!z->bytes.full)
		return (la_ssize_t)n;
	archive_set_error(archive, -1, "no memory");
	return -1;
}

static void zip_free(void *arg)
{
	struct zip *z = arg;

	archive_entry_free(z->entry);
	archive_write_free(z->archive);
	out_end(&z->bytes);
}

struct zip *zip_begin(struct arena *a, struct when at)
{
	struct zip *z = arena_new(a, struct zip);

	z->at = at;
	z->bytes.most = MOST;
	z->archive = archive_write_new();
	z->entry = archive_entry_new();
	arena_defer(a, zip_free, z);
	if (!z->archive || !z->entry || archive_write_set_format_zip(z->archive) != ARCHIVE_OK ||
		archive_write_set_format_option(z->archive, "zip", "zip64", NULL) != ARCHIVE_OK ||
		archive_write_set_bytes_in_last_block(z->archive, 1) != ARCHIVE_OK ||
		archive_write_open(z->archive, z, NULL, on_bytes, NULL) != ARCHIVE_OK)
		return NULL;
	return z;
}

bool zip_file(struct zip *z, const char *name)
{
	archive_entry_clear(z->entry);
	archive_entry_set_pathname(z->entry, name);
	archive_entry_set_filetype(z->entry, AE_IFREG);
	archive_entry_set_perm(z->entry, 0644);
	archive_entry_set_mtime(z->entry, (time_t)(z->at.us / 1000000), 0);
	return archive_write_header(z->archive, z->entry) == ARCHIVE_OK;
}

bool zip_write(struct zip *z, const char *s, size_t n)
{
	return archive_write_data(z->archive, s, n) == (la_ssize_t)n;
}

bool zip_end(struct zip *z)
{
	return archive_write_close(z->archive) == ARCHIVE_OK;
}

struct zip_bytes zip_ready(const struct zip *z)
{
	return (struct zip_bytes){(const unsigned char *)z->bytes.s, z->bytes.n};
}

void zip_taken(struct zip *z, size_t n)
{
	memmove(z->bytes.s, z->bytes.s + n, z->bytes.n - n);
	z->bytes.n -= n;
}
