#include "worker/curl_session.h"

#include "worker/curl_transfer_pool.h"

namespace aurax::load::worker {

CurlSession::CurlSession(CurlTransferPool* pool, const CurlProfile* profile)
    : pool_(pool), profile_(profile), share_(curl_share_init()) {
  for (const curl_lock_data kind :
       {CURL_LOCK_DATA_CONNECT, CURL_LOCK_DATA_COOKIE, CURL_LOCK_DATA_SSL_SESSION}) {
    curl_share_setopt(share_, CURLSHOPT_SHARE, kind);
  }
}

CurlSession::~CurlSession() {
  pool_->Detach(this);
  curl_share_cleanup(share_);
}

}  // namespace aurax::load::worker
