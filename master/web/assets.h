// The web UI's pages and their files, as a browser gets them.
#ifndef AURAX_MASTER_WEB_ASSETS_H_
#define AURAX_MASTER_WEB_ASSETS_H_

#include <string>

#include "master/web/route.h"

namespace aurax::load::master {

// "/" and "/login" are index.html; a path without a file is 404; 304 where the browser has it;
// a client that does not accept gzip gets it unpacked. GET and HEAD alone, else 405. The empty path
// (the base path without its slash) is sent on to the one with it.
HttpResponse AssetAnswer(const Call& call, const std::string& base_path);

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_ASSETS_H_
