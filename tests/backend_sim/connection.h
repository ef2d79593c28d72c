// One client's connection: reads requests, answers each after its delay, in order.
#ifndef AURAX_TESTS_BACKEND_SIM_CONNECTION_H_
#define AURAX_TESTS_BACKEND_SIM_CONNECTION_H_

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/backend_sim/backend.h"

namespace aurax::load::sim {

using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

// Serves `socket`, on its own loop's thread, until either side closes. A client that closes its
// sending side while it waits for an answer has left; the answer is not sent. `backend` must
// outlive the loop.
void Serve(Socket socket, Backend& backend);

}  // namespace aurax::load::sim

#endif  // AURAX_TESTS_BACKEND_SIM_CONNECTION_H_
