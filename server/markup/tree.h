/* tree.h -- libxml2's tree of a piece of HTML: made within limits, and read. */
#ifndef MARKUP_TREE_H
#define MARKUP_TREE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/text.h"

struct arena;

#define TREE_DEPTH_MOST 200

/* Parses any bytes. NULL with ${too_deep}: nested more than TREE_DEPTH_MOST deep. Without memory it ends in
 * the arena's out_of_memory(), never in half a tree. The caller frees it with xmlFreeDoc(). */
xmlDoc *tree_parse(struct arena *a, const char *html, size_t n, bool *too_deep);

bool tree_is_text(const xmlNode *node);
/* Whether ${node} is an element called ${name}. */
bool tree_is(const xmlNode *node, const char *name);
/* ${node} itself if it is an element, else the next beside it that is; NULL. */
const xmlNode *tree_element(const xmlNode *node);
/* The value of an attribute, in ${a}, without white space at its ends; empty if it is not there. */
struct slice tree_attribute(struct arena *a, const xmlNode *node, const char *name);
/* All text below ${root}, in ${a}; <br> is a line end. */
struct slice tree_text(struct arena *a, const xmlNode *root);

#endif
