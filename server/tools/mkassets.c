/* mkassets.c -- writes the files of static/ into the program: `mkassets OUT.c FILE…` makes assets[]
 * (web/asset.h), each file as it is and, where that is smaller, as gzip and as brotli. Run when we build. */
#include <brotli/encode.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define GZIP_ENVELOPE 16 /* added to windowBits: gzip's header instead of zlib's */

struct bytes {
	unsigned char *s;
	size_t n;
};

struct file {
	const char *name;
	char path[256];
	uint64_t hash;
	struct bytes plain, gzip, brotli;
};

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "mkassets: %s: %s\n", what, why);
	exit(1);
}

static void *room(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		fail("memory", "none left");
	return p;
}

static struct bytes read_all(const char *path)
{
	FILE *in = fopen(path, "rb");
	struct bytes b = {NULL, 0};
	long n;

	if (!in || fseek(in, 0, SEEK_END) != 0 || (n = ftell(in)) < 0)
		fail(path, "cannot be read");
	rewind(in);
	b.s = room((size_t)n);
	b.n = fread(b.s, 1, (size_t)n, in);
	if (b.n != (size_t)n)
		fail(path, "cannot be read whole");
	fclose(in);
	return b;
}

/* FNV-1a: tells versions of our own files apart, and defends against nobody. */
static uint64_t hash_of(struct bytes b)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < b.n; i++)
		h = (h ^ b.s[i]) * 0x100000001b3u;
	return h;
}

static struct bytes smaller_or_none(struct bytes packed, struct bytes plain)
{
	if (packed.n < plain.n)
		return packed;
	free(packed.s);
	return (struct bytes){NULL, 0};
}

static struct bytes gzip_of(struct bytes in)
{
	z_stream z = {.next_in = in.s, .avail_in = (unsigned)in.n};
	struct bytes out;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP_ENVELOPE, 9,
		    Z_DEFAULT_STRATEGY) != Z_OK)
		fail("gzip", "does not start");
	out.n = deflateBound(&z, in.n);
	out.s = room(out.n);
	z.next_out = out.s;
	z.avail_out = (unsigned)out.n;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		fail("gzip", "does not end");
	out.n = z.total_out;
	deflateEnd(&z);
	return smaller_or_none(out, in);
}

static struct bytes brotli_of(struct bytes in)
{
	struct bytes out;

	out.n = BrotliEncoderMaxCompressedSize(in.n);
	out.s = room(out.n);
	if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_DEFAULT_MODE, in.n, in.s,
		    &out.n, out.s))
		fail("brotli", "does not end");
	return smaller_or_none(out, in);
}

static const char *extension(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot : name + strlen(name);
}

static const char *type_of(const char *name)
{
	static const struct {
		const char *extension, *type;
	} types[] = {
		{".css", "text/css; charset=utf-8"},
		{".js", "text/javascript; charset=utf-8"},
		{".svg", "image/svg+xml"},
		{".png", "image/png"},
		{".ico", "image/x-icon"},
		{".webp", "image/webp"},
		{".woff2", "font/woff2"},
		{".txt", "text/plain; charset=utf-8"},
		{".json", "application/json"},
		{".webmanifest", "application/manifest+json"},
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(extension(name), types[i].extension) == 0)
			return types[i].type;
	fail(name, "no type is known for this kind of file: add it to mkassets.c");
	return NULL;
}

/* "/static/app-3f2a91c04d5e.css" */
static void path_make(struct file *f)
{
	const char *dot = extension(f->name);

	snprintf(f->path, sizeof(f->path), "/static/%.*s-%012llx%s", (int)(dot - f->name), f->name,
		(unsigned long long)(f->hash >> 16), dot);
}

static void file_read(struct file *f, const char *path)
{
	const char *slash = strrchr(path, '/');

	f->name = slash ? slash + 1 : path;
	f->plain = read_all(path);
	f->hash = hash_of(f->plain);
	f->gzip = gzip_of(f->plain);
	f->brotli = brotli_of(f->plain);
	path_make(f);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void write_bytes(FILE *out, const char *what, size_t index, struct bytes b)
{
	size_t i;

	if (!b.s)
		return;
	fprintf(out, "static const unsigned char %s_%zu[] = {", what, index);
	for (i = 0; i < b.n; i++)
		fprintf(out, "%s%d,", i % 32 ? "" : "\n\t", b.s[i]);
	fprintf(out, "%s\n};\n", b.n ? "" : "0");
}

static void write_row(FILE *out, size_t i, const struct file *f)
{
	char gzip[32] = "NULL", brotli[32] = "NULL";

	if (f->gzip.s)
		snprintf(gzip, sizeof(gzip), "gzip_%zu", i);
	if (f->brotli.s)
		snprintf(brotli, sizeof(brotli), "brotli_%zu", i);
	fprintf(out, "\t{\"%s\", \"%s\", \"%s\", \"\\\"%016llx\\\"\", plain_%zu, %s, %s, %zu, %zu, %zu},\n",
		f->name, f->path, type_of(f->name), (unsigned long long)f->hash, i, gzip, brotli, f->plain.n,
		f->gzip.n, f->brotli.n);
}

static void write_all(FILE *out, const struct file *files, size_t n)
{
	size_t i;

	fputs("/* made by mkassets; do not edit */\n#include \"web/asset.h\"\n\n", out);
	for (i = 0; i < n; i++) {
		write_bytes(out, "plain", i, files[i].plain);
		write_bytes(out, "gzip", i, files[i].gzip);
		write_bytes(out, "brotli", i, files[i].brotli);
	}
	fprintf(out, "\nconst size_t asset_count = %zu;\nconst struct asset assets[] = {\n", n);
	for (i = 0; i < n; i++)
		write_row(out, i, &files[i]);
	fputs("\t{0},\n};\n", out);
}

int main(int argc, char **argv)
{
	FILE *out = argc > 1 ? fopen(argv[1], "w") : NULL;
	size_t n = argc > 2 ? (size_t)argc - 2 : 0, i;
	struct file *files = room((n + 1) * sizeof(*files));

	if (!out) {
		fprintf(stderr, "usage: mkassets OUT.c FILE...\n");
		return 2;
	}
	for (i = 0; i < n; i++)
		file_read(&files[i], argv[i + 2]);
	qsort(files, n, sizeof(*files), by_path);
	write_all(out, files, n);
	return fclose(out) == 0 ? 0 : 1;
}
