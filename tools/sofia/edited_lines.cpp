#include <clocale>
#include <cstdio>
#include <cwchar>
#include <iostream>

#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sofia/line_source.hpp"

namespace sofia::client {
namespace {

constexpr int kHistoryLength = 1000;

/// What all words begin with.
std::string common_beginning(const std::vector<std::string>& words) {
    std::string common = words.front();
    for (const auto& word : words)
        while (!word.starts_with(common))
            common.pop_back();
    return common;
}

/// libedit behind a LineSource. Its callbacks are C functions that find the object through the
/// editor's client data.
class EditedLines final : public LineSource {
  public:
    using Completions = std::function<std::vector<std::string>(std::string_view)>;

    EditedLines(std::string prompt, std::string history_file, Completions completions)
        : prompt_(std::move(prompt)),
          history_file_(std::move(history_file)),
          completions_(std::move(completions)) {
        std::setlocale(LC_CTYPE, "");
        editor_ = el_init("sofia", stdin, stdout, stderr);
        history_ = history_init();
        HistEvent event;
        history(history_, &event, H_SETSIZE, kHistoryLength);
        history(history_, &event, H_SETUNIQUE, 1);
        if (!history_file_.empty())
            history(history_, &event, H_LOAD, history_file_.c_str());
        el_set(editor_, EL_CLIENTDATA, this);
        el_set(editor_, EL_PROMPT, &EditedLines::prompt);
        el_set(editor_, EL_EDITOR, "emacs");
        el_set(editor_, EL_SIGNAL, 1);
        el_set(editor_, EL_HIST, history, history_);
        el_set(editor_, EL_GETCFN, &EditedLines::read_character);
    }

    ~EditedLines() override {
        HistEvent event;
        if (!history_file_.empty())
            history(history_, &event, H_SAVE, history_file_.c_str());
        history_end(history_);
        el_end(editor_);
    }

    EditedLines(const EditedLines&) = delete;
    EditedLines& operator=(const EditedLines&) = delete;

    std::optional<std::string> read(const Watch& watch) override {
        watch_ = &watch;
        editing_ = true;
        int length = 0;
        const char* text = el_gets(editor_, &length);
        editing_ = false;
        watch_ = nullptr;
        if (text == nullptr || length <= 0)
            return std::nullopt;
        const auto line = base::trim({text, static_cast<std::size_t>(length)});
        HistEvent event;
        if (!line.empty())
            history(history_, &event, H_ENTER, std::string(line).c_str());
        return std::string(line);
    }

    void print(std::string_view text) override {
        // The line being typed is wiped away, and drawn again below the text.
        std::cout << (editing_ ? "\r\033[K" : "") << text << std::flush;
        if (editing_)
            el_set(editor_, EL_REFRESH);
    }

  private:
    static EditedLines& of(EditLine* editor) {
        void* self = nullptr;
        el_get(editor, EL_CLIENTDATA, &self);
        return *static_cast<EditedLines*>(self);
    }

    static char* prompt(EditLine* editor) { return of(editor).prompt_.data(); }

    /// Waits for a key and serves the watched descriptor meanwhile.
    static int read_character(EditLine* editor, wchar_t* character) {
        auto& self = of(editor);
        std::mbstate_t state{};
        while (true) {
            pollfd waiting[2] = {{STDIN_FILENO, POLLIN, 0}, {self.watch_->descriptor, POLLIN, 0}};
            if (poll(waiting, 2, -1) < 0)
                return -1;
            if (waiting[1].revents != 0 && !self.watch_->readable())
                return 0;
            if (waiting[0].revents == 0)
                continue;
            char byte = 0;
            if (::read(STDIN_FILENO, &byte, 1) != 1)
                return 0;
            const auto length = std::mbrtowc(character, &byte, 1, &state);
            if (length == static_cast<std::size_t>(-2))
                continue;  // The first bytes of a longer character.
            if (length == static_cast<std::size_t>(-1))
                state = {};
            else if (*character == L'\t')
                self.complete();
            else
                return 1;
        }
    }

    /// Tab: adds what is certain of the word, or lists what it could become. Done here and not as
    /// a function of the editor, because libedit never frees the names of added functions.
    void complete() {
        const auto* info = el_line(editor_);
        const std::string_view line(info->buffer,
                                    static_cast<std::size_t>(info->cursor - info->buffer));
        const auto words = completions_(line);
        if (words.empty())
            return;
        const auto typed = line.size() - (line.find_last_of(' ') + 1);
        auto more = common_beginning(words).substr(typed);
        if (words.size() == 1)
            more += ' ';
        if (more.empty())
            return print(fmt::format("{}\n", fmt::join(words, "  ")));
        el_insertstr(editor_, more.c_str());
        el_set(editor_, EL_REFRESH);
    }

    std::string prompt_;
    const std::string history_file_;
    const Completions completions_;
    EditLine* editor_ = nullptr;
    History* history_ = nullptr;
    /// Set while read() runs.
    const Watch* watch_ = nullptr;
    bool editing_ = false;
};

}  // namespace

std::unique_ptr<LineSource> edited_lines(
    std::string prompt,
    std::string history_file,
    std::function<std::vector<std::string>(std::string_view line)> completions) {
    return std::make_unique<EditedLines>(
        std::move(prompt), std::move(history_file), std::move(completions));
}

}  // namespace sofia::client
