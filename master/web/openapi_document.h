// What the server answers, for programs: master/web/openapi.json, embedded by
// master/CMakeLists.txt.
#ifndef AURAX_MASTER_WEB_OPENAPI_DOCUMENT_H_
#define AURAX_MASTER_WEB_OPENAPI_DOCUMENT_H_

#include <string_view>

namespace aurax::load::master {

std::string_view OpenApiDocument();

}  // namespace aurax::load::master

#endif  // AURAX_MASTER_WEB_OPENAPI_DOCUMENT_H_
