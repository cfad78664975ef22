#include "event_socket/tcp_link.hpp"

#include <array>
#include <deque>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace sofia::event_socket {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kReadBytes = 16 * 1024;
/// How long finish() waits for the other end.
constexpr std::chrono::seconds kFinishLimit{10};

/// What the pending reads and writes of one connection share; lives until the last has ended.
class Connection final : public std::enable_shared_from_this<Connection> {
  public:
    Connection(tcp::socket socket, asio::io_context& io)
        : socket_(std::move(socket)), finish_timer_(io) {}

    void start(std::function<void(std::string_view)> bytes, std::function<void()> ended) {
        bytes_ = std::move(bytes);
        ended_ = std::move(ended);
        read();
    }

    void send(std::string bytes) {
        if (finishing_ || !socket_.is_open())
            return;
        unsent_ += bytes.size();
        waiting_.push_back(std::move(bytes));
        if (waiting_.size() == 1)
            write();
    }

    void pause() { paused_ = true; }
    void resume() {
        paused_ = false;
        read();
    }

    void finish() {
        if (std::exchange(finishing_, true))
            return;
        bytes_ = nullptr;
        limit_time();
        if (waiting_.empty())
            shut_down();
        resume();
    }

    void close() {
        bytes_ = nullptr;
        ended_ = nullptr;
        finish_timer_.cancel();
        error_code ignored;
        socket_.close(ignored);
    }

    std::size_t unsent() const { return unsent_; }

  private:
    void read() {
        if (reading_ || paused_ || !socket_.is_open())
            return;
        reading_ = true;
        socket_.async_read_some(
            asio::buffer(input_),
            [self = shared_from_this()](const error_code& error, std::size_t length) {
                self->reading_ = false;
                if (error == asio::error::eof)
                    return self->end_of_input();
                if (error)
                    return self->end();
                // A copy, because the callee may close() and so clear it.
                if (const auto bytes = self->bytes_)
                    bytes(std::string_view(self->input_.data(), length));
                self->read();
            });
    }

    void write() {
        asio::async_write(socket_,
                          asio::buffer(waiting_.front()),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                              if (error)
                                  return self->end();
                              self->unsent_ -= self->waiting_.front().size();
                              self->waiting_.pop_front();
                              if (!self->waiting_.empty())
                                  self->write();
                              else if (self->input_ended_)
                                  self->end();
                              else if (self->finishing_)
                                  self->shut_down();
                          });
    }

    /// A client that only closed its sending side (`printf ... | nc`) still gets its answers.
    void end_of_input() {
        input_ended_ = true;
        if (waiting_.empty())
            return end();
        finishing_ = true;
        limit_time();
    }

    void limit_time() {
        finish_timer_.expires_after(kFinishLimit);
        finish_timer_.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error)
                self->end();
        });
    }

    void shut_down() {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
    }

    void end() {
        const auto ended = std::exchange(ended_, nullptr);
        close();
        if (ended)
            ended();
    }

    tcp::socket socket_;
    asio::steady_timer finish_timer_;
    std::array<char, kReadBytes> input_;
    std::deque<std::string> waiting_;
    std::size_t unsent_ = 0;
    std::function<void(std::string_view)> bytes_;
    std::function<void()> ended_;
    bool reading_ = false;
    bool paused_ = false;
    bool finishing_ = false;
    bool input_ended_ = false;
};

class TcpLink final : public Link {
  public:
    TcpLink(std::shared_ptr<Connection> connection, std::string peer)
        : connection_(std::move(connection)), peer_(std::move(peer)) {}
    ~TcpLink() override { connection_->close(); }

    const std::string& peer() const override { return peer_; }
    void start(std::function<void(std::string_view)> bytes, std::function<void()> ended) override {
        connection_->start(std::move(bytes), std::move(ended));
    }
    void send(std::string bytes) override { connection_->send(std::move(bytes)); }
    std::size_t unsent() const override { return connection_->unsent(); }
    void pause() override { connection_->pause(); }
    void resume() override { connection_->resume(); }
    void finish() override { connection_->finish(); }

  private:
    const std::shared_ptr<Connection> connection_;
    const std::string peer_;
};

std::string address_text(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

std::unique_ptr<Link> make_tcp_link(tcp::socket socket, asio::io_context& io) {
    error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error)
        return nullptr;
    socket.set_option(tcp::no_delay(true), error);
    socket.set_option(asio::socket_base::keep_alive(true), error);
    return std::make_unique<TcpLink>(std::make_shared<Connection>(std::move(socket), io),
                                     address_text(remote.address()));
}

}  // namespace sofia::event_socket
