#include "event_socket/tcp_attempt.hpp"

#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "event_socket/tcp_link.hpp"

namespace sofia::event_socket {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

}  // namespace

/// Lives until the last of its steps has ended; `done` is empty once it was called or the attempt
/// was given up.
struct TcpAttempt::State : std::enable_shared_from_this<TcpAttempt::State> {
    explicit State(asio::io_context& loop) : io(loop), resolver(loop), socket(loop), timer(loop) {}

    void begin(const std::string& host, std::uint16_t port, std::chrono::milliseconds limit) {
        timer.expires_after(limit);
        timer.async_wait([self = shared_from_this()](const error_code& cancelled) {
            if (!cancelled)
                self->fail("no answer in time");
        });
        error_code error;
        const auto address = asio::ip::make_address(host, error);
        if (!error)
            return connect(tcp::resolver::results_type::create(
                tcp::endpoint(address, port), host, std::to_string(port)));
        resolver.async_resolve(
            host,
            std::to_string(port),
            [self = shared_from_this()](const error_code& failed, const auto& found) {
                if (failed)
                    self->fail(failed.message());
                else if (self->done)
                    self->connect(found);
            });
    }

    void connect(const tcp::resolver::results_type& places) {
        asio::async_connect(
            socket,
            places,
            [self = shared_from_this()](const error_code& failed, const tcp::endpoint&) {
                if (failed)
                    return self->fail(failed.message());
                auto link = make_tcp_link(std::move(self->socket), self->io);
                if (!link)
                    return self->fail("the other end has gone");
                self->finish(std::move(link));
            });
    }

    void fail(std::string why) { finish(base::fail(base::ErrorKind::Unavailable, std::move(why))); }

    void finish(base::Result<std::unique_ptr<Link>> result) {
        const auto told = std::exchange(done, nullptr);
        give_up();
        if (told)
            told(std::move(result));
    }

    void give_up() {
        done = nullptr;
        timer.cancel();
        resolver.cancel();
        error_code ignored;
        socket.close(ignored);
    }

    asio::io_context& io;
    tcp::resolver resolver;
    tcp::socket socket;
    asio::steady_timer timer;
    OnConnected done;
};

TcpAttempt::TcpAttempt(asio::io_context& io,
                       const std::string& host,
                       std::uint16_t port,
                       std::chrono::milliseconds limit,
                       OnConnected done)
    : state_(std::make_shared<State>(io)) {
    state_->done = std::move(done);
    state_->begin(host, port, limit);
}

TcpAttempt::~TcpAttempt() {
    state_->give_up();
}

}  // namespace sofia::event_socket
