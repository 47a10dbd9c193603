package earshot.link;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a session that only writes down what is said: a response that is asked for is made
 * up here, empty, and is done when the words have come. The service is never asked for one.
 */
final class ScribeRules implements SessionRules {

  /** Whether the appliance expects a response after an end of speech that the service heard. */
  private final boolean answersByItself;

  private final Set<String> commits = new HashSet<>();

  /** The item that was committed last, and whether it has been written down. */
  private @Nullable String newest;

  private boolean written;
  private boolean questionInWriting;
  private int responses;

  /** The response that waits for words, and the item they are of once it is known. */
  private @Nullable String open;

  private @Nullable String awaited;

  ScribeRules(boolean answersByItself) {
    this.answersByItself = answersByItself;
  }

  @Override
  public void said(ClientEvent event, String eventId, Desk desk) {
    switch (event) {
      case ClientEvent.UpdateSession e -> desk.send(e, eventId);
      case ClientEvent.ClearInput e -> desk.send(e, eventId);
      case ClientEvent.CommitInput e -> {
        commits.add(eventId);
        desk.send(e, eventId);
      }
      case ClientEvent.CreateResponse e -> {
        begin(desk);
        if (questionInWriting) {
          end(Status.FAILED, SessionRules.takesNoText("transcription"), desk);
        } else if (commits.isEmpty()) {
          awaited = newest;
          if (written || newest == null) end(Status.COMPLETED, null, desk);
        }
        questionInWriting = false;
      }
      case ClientEvent.CancelResponse e -> end(Status.CANCELLED, null, desk);
      case ClientEvent.CreateItem e -> questionInWriting |= SessionRules.isWrittenQuestion(e);
      case ClientEvent.TruncateItem e -> {}
      case ClientEvent.DeleteItem e -> {}
      case ClientEvent.RetrieveItem e -> {}
    }
  }

  private void begin(Desk desk) {
    end(Status.CANCELLED, null, desk);
    open = "written_" + ++responses;
    awaited = null;
    desk.tell(SessionRules.created(open));
  }

  private void end(Status status, @Nullable ServiceError error, Desk desk) {
    if (open == null) return;
    desk.tell(SessionRules.done(open, status, error));
    open = null;
    awaited = null;
  }

  @Override
  public void appended(int samples, Desk desk) {}

  @Override
  public void heard(ServerEvent event, Desk desk) {
    desk.tell(event);
    switch (event) {
      case ServerEvent.InputCommitted e -> {
        newest = e.itemId();
        written = false;
        boolean ours = !commits.isEmpty();
        commits.clear();
        if (!ours && answersByItself) begin(desk);
        if (open != null && awaited == null) awaited = newest;
      }
      case ServerEvent.InputTranscribed e -> written(e.itemId(), Status.COMPLETED, null, desk);
      case ServerEvent.InputTranscriptionFailed e ->
          written(e.itemId(), Status.FAILED, e.error(), desk);
      case ServerEvent.ErrorReported e -> {
        String about = e.error().clientEventId();
        if (about != null) commits.remove(about);
      }
      default -> {}
    }
  }

  private void written(String itemId, Status status, @Nullable ServiceError error, Desk desk) {
    if (itemId.equals(newest)) written = true;
    if (itemId.equals(awaited)) end(status, error, desk);
  }

  @Override
  public void due(Desk desk) {}
}
